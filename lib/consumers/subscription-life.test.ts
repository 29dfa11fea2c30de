import { describe, expect, it } from "vitest";
import { SUBSCRIPTION_STATES } from "#lib/routing/schema";
import {
  initialState,
  LIVE_STATES,
  needsReason,
  possibleActions,
  SUBSCRIPTION_ACTIONS,
  transition,
  type Side,
} from "./subscription-life.ts";

const SIDES: Side[][] = [[], ["provider"], ["consumer"], ["provider", "consumer"]];

/** Everything that may happen, as product rules say it: [from, action, who, to]. */
const ALLOWED = new Set([
  "pending approve provider active",
  "pending reject provider rejected",
  "pending end consumer ended",
  "active suspend provider suspended",
  "active end provider ended",
  "active end consumer ended",
  "suspended resume provider active",
  "suspended end provider ended",
  "suspended end consumer ended",
]);

const EVERY = SUBSCRIPTION_STATES.flatMap((from) =>
  SUBSCRIPTION_ACTIONS.flatMap((action) => SIDES.map((sides) => ({ from, action, sides }))),
);

describe("a subscription's life", () => {
  it.each(EVERY)("$from: $action by $sides", ({ from, action, sides }) => {
    const ways = [...ALLOWED].filter((way) => way.startsWith(`${from} ${action} `));
    const mine = ways.filter((way) => sides.some((side) => way.includes(` ${side} `)));
    const refused = { ok: false, reason: ways.length === 0 ? "state" : "side" };
    const expected = mine.length === 0 ? refused : { ok: true, to: mine[0]?.split(" ")[3] };
    expect(transition(from, action, sides)).toMatchObject(expected);
    expect(possibleActions(from, sides).includes(action)).toBe(mine.length > 0);
  });

  it("is over in states that hold no place, and only there", () => {
    const both: Side[] = ["provider", "consumer"];
    const over = SUBSCRIPTION_STATES.filter((state) => possibleActions(state, both).length === 0);
    expect(over).toEqual(["rejected", "ended"]);
    expect(SUBSCRIPTION_STATES.filter((state) => !over.includes(state))).toEqual([...LIVE_STATES]);
  });

  it("starts at work or in the queue, and owes a reason for what is taken away", () => {
    expect(initialState("automatic")).toBe("active");
    expect(initialState("manual")).toBe("pending");
    const owed = SUBSCRIPTION_ACTIONS.filter((action) => needsReason(action, "provider"));
    expect(owed).toEqual(["reject", "suspend", "end"]);
    expect(needsReason("end", "consumer")).toBe(false);
  });
});
