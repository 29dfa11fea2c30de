import { expect, test } from "vitest";
import { z } from "zod";
import { invalidInput } from "./schema.ts";

test("an answer to bad input is bounded, however much of it there is", () => {
  const wrong = z.array(z.string()).safeParse(Array.from({ length: 5000 }, () => 1));
  const unknown = z
    .strictObject({})
    .safeParse(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, 1])));
  if (wrong.success || unknown.success) throw new Error("bad input was taken");
  expect(invalidInput(wrong.error, ["list"]).issues).toHaveLength(100);
  expect(invalidInput(unknown.error).issues[0]?.message.length).toBe(300);
});
