import { describe, expect, it } from "vitest";
import { LIFECYCLE_ACTIONS, possibleActions, STAGES, transition } from "./life.ts";

/** The whole life, as the product's rules say it: "from action to"; `!` stands for blocked. */
const WAYS = new Set([
  "design publish published",
  "published publish published",
  "published deprecate deprecated",
  "published block published!",
  "published! publish published!",
  "published! deprecate deprecated!",
  "published! unblock published",
  "deprecated publish deprecated",
  "deprecated deprecate deprecated",
  "deprecated restore published",
  "deprecated retire retired",
  "deprecated block deprecated!",
  "deprecated! publish deprecated!",
  "deprecated! deprecate deprecated!",
  "deprecated! restore published!",
  "deprecated! retire retired",
  "deprecated! unblock deprecated",
]);

const STATES = STAGES.flatMap((stage) => [
  { stage, isBlocked: false },
  ...(stage === "published" || stage === "deprecated" ? [{ stage, isBlocked: true }] : []),
]);
const EVERY = STATES.flatMap((from) => LIFECYCLE_ACTIONS.map((action) => ({ from, action })));
const nameOf = ({ stage, isBlocked }: (typeof STATES)[number]) => `${stage}${isBlocked ? "!" : ""}`;

describe("a version's life", () => {
  it.each(EVERY.map((one) => ({ ...one, name: nameOf(one.from) })))("$name: $action", ({ from, action }) => {
    const moved = transition(from, action);
    const way = [...WAYS].find((one) => one.startsWith(`${nameOf(from)} ${action} `));
    expect(moved.ok ? `${nameOf(from)} ${action} ${nameOf(moved.to)}` : undefined).toBe(way);
    expect(possibleActions(from).includes(action)).toBe(way !== undefined);
    expect(moved.ok ? "." : moved.reason).toMatch(/\.$/);
  });

  it("ends in retirement alone", () => {
    expect(STATES.filter((state) => possibleActions(state).length === 0).map(nameOf)).toEqual(["retired"]);
  });
});
