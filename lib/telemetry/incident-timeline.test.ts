import { describe, expect, it } from "vitest";
import { inOrder, mergeMoves, type Move } from "./incident-timeline.ts";

const at = (second: number) => new Date(Date.UTC(2026, 10, 25, 12, 0, second));
const move = (second: number, node: string, target: string): Move => ({
  at: at(second),
  node,
  target,
  reason: target === "primary" ? "" : "connect_refused",
});

describe("mergeMoves", () => {
  it("makes one move of what gateways say within 3 s, and none of what one says again", () => {
    const moves = mergeMoves([
      move(0, "gw-1", "secondary"),
      move(1, "gw-1", "secondary"),
      move(2, "gw-2", "secondary"),
      move(30, "gw-1", "primary"),
      move(40, "gw-2", "primary"),
    ]);
    expect(moves).toEqual([
      {
        kind: "moved",
        at: at(0).toISOString(),
        target: "secondary",
        reason: "connect_refused",
        nodes: ["gw-1", "gw-2"],
      },
      { kind: "moved", at: at(30).toISOString(), target: "primary", reason: "", nodes: ["gw-1"] },
      { kind: "moved", at: at(40).toISOString(), target: "primary", reason: "", nodes: ["gw-2"] },
    ]);
  });

  it("keeps a node that flaps within the time apart", () => {
    const moves = mergeMoves([move(0, "gw-1", "b"), move(1, "gw-1", "a"), move(2, "gw-1", "b")]);
    expect(moves.map((one) => one.kind === "moved" && one.target)).toEqual(["b", "a", "b"]);
  });
});

it("puts the cause before what follows at the same time", () => {
  const time = at(0).toISOString();
  const closed = { kind: "closed", at: time, by: "recovered" } as const;
  const opened = { kind: "opened", at: time, cause: "state", error: "" } as const;
  const earlier = { kind: "alert", at: at(-1).toISOString(), afterMinutes: 1 } as const;
  expect(inOrder([closed, opened, earlier])).toEqual([earlier, opened, closed]);
});
