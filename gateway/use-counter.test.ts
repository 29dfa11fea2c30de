import { expect, test } from "vitest";
import { UseCounter } from "./use-counter.ts";

const use = (subscriptionId: string, keyId: string) => ({ subscriptionId, keyId, atMs: 0 });

test("the latest use of each subscription and key is reported once", () => {
  const counter = new UseCounter();
  const key = use("sub_a", "key_a");
  const token = use("sub_a", "");
  counter.note(key, 1_000);
  counter.note(token, 2_000);
  counter.note(key, 3_000);
  expect(counter.take()).toEqual([
    { subscriptionId: "sub_a", at: "1970-01-01T00:00:02.000Z" },
    { subscriptionId: "sub_a", keyId: "key_a", at: "1970-01-01T00:00:03.000Z" },
  ]);
  expect(counter.take()).toEqual([]);
  counter.note(key, 4_000);
  expect(counter.take()).toMatchObject([{ keyId: "key_a", at: "1970-01-01T00:00:04.000Z" }]);
});

test("a key that was decided on anew in between is reported once, with its latest use", () => {
  const counter = new UseCounter();
  const [before, after] = [use("sub_a", "key_a"), use("sub_a", "key_a")];
  counter.note(after, 2_000);
  counter.note(before, 1_000);
  expect(counter.take()).toEqual([
    { subscriptionId: "sub_a", keyId: "key_a", at: "1970-01-01T00:00:02.000Z" },
  ]);
});
