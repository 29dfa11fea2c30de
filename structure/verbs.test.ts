import { describe, expect, it } from "vitest";
import { filesIn } from "./tree.ts";

const ROOMS = [
  "identity",
  "catalogue",
  "publishing",
  "telemetry",
  "reference",
  "notifications",
  "webhooks",
  "usage",
  "consumers",
  "transfers",
  "versions",
  "reviews",
  "rules",
  "scores",
];

interface Verb {
  room: string;
  name: string;
}

/** Everything a room lets out whose first argument is a `Ctx`. */
function verbsOf(room: string): Verb[] {
  const files = filesIn([`lib/${room}`], /^[^.]+\.ts$/);
  const door = files.find(({ path }) => path.endsWith("/index.ts"))?.text ?? "";
  const declared = files.flatMap(({ text }) => [
    ...text.matchAll(/export async function (\w+)\(\s*ctx: Ctx\b/g),
  ]);
  const names = declared
    .map(([, name = ""]) => name)
    .filter((name) => new RegExp(`\\b${name}\\b`).test(door));
  return names.map((name) => ({ room, name }));
}

/** Whether some test of the room calls the verb and expects it to be refused. */
function isRefusedInATest({ room, name }: Verb): boolean {
  const tests = filesIn([`lib/${room}`], /\.test\.ts$/);
  return tests.some(
    ({ text }) => new RegExp(`\\b${name}\\(`).test(text) && /\b(forbidden|not_found)\b/.test(text),
  );
}

describe("every verb has a test in which the wrong actor is refused", () => {
  const verbs = ROOMS.flatMap(verbsOf);

  it("finds verbs in every room", () => {
    expect(new Set(verbs.map((verb) => verb.room))).toEqual(new Set(ROOMS));
  });

  it.each(verbs)("$room: $name", (verb) => {
    expect(isRefusedInATest(verb)).toBe(true);
  });
});
