import { describe, expect, it } from "vitest";
import { ribbonSegments } from "./ribbon-segments.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 10, 0, seconds));
const change = (seconds: number, target: string, node = "gw-1") => ({
  node,
  at: at(seconds),
  target,
  reason: "",
});
const range = { from: at(10), to: at(50) };
const short = (segments: ReturnType<typeof ribbonSegments>) =>
  segments.map(({ node, target, from, to }) => [
    node,
    target,
    new Date(from).getSeconds(),
    new Date(to).getSeconds(),
  ]);

describe("ribbonSegments", () => {
  it("cuts to the range, and ends each segment where the next starts", () => {
    const changes = [
      change(0, "primary"),
      change(20, "secondary"),
      change(40, "primary"),
      change(55, "secondary"),
    ];
    expect(short(ribbonSegments(changes, range))).toEqual([
      ["gw-1", "primary", 10, 20],
      ["gw-1", "secondary", 20, 40],
      ["gw-1", "primary", 40, 50],
    ]);
  });

  it("joins words that name the same target, and keeps nodes apart", () => {
    const changes = [change(0, "a"), change(20, "a"), change(30, "b", "gw-2")];
    expect(short(ribbonSegments(changes, range))).toEqual([
      ["gw-1", "a", 10, 50],
      ["gw-2", "b", 30, 50],
    ]);
  });

  it("leaves out what was over before", () => {
    expect(short(ribbonSegments([change(0, "a"), change(5, "b")], range))).toEqual([["gw-1", "b", 10, 50]]);
    expect(ribbonSegments([], range)).toEqual([]);
  });
});
