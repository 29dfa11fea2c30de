import { expect, it } from "vitest";
import { ribbonRows } from "./ribbon-layout.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
const segment = (node: string, target: string, [from, to]: [number, number]) => ({
  node,
  target,
  reason: "",
  from: at(from),
  to: at(to),
});

it("draws one row per gateway to scale, and keeps a short outage visible", () => {
  const ribbon = {
    from: at(0),
    to: at(1000),
    segments: [
      segment("a", "primary", [0, 400]),
      segment("a", "backup", [400, 1000]),
      segment("b", "", [500, 501]),
    ],
  };
  expect(ribbonRows(ribbon, "primary")).toMatchObject([
    {
      node: "a",
      bars: [
        { x: 0, width: 400, who: "primary" },
        { x: 400, width: 600, who: "fallback" },
      ],
    },
    { node: "b", bars: [{ x: 500, width: 3, who: "none" }] },
  ]);
});

it("survives an empty range", () => {
  expect(ribbonRows({ from: at(0), to: at(0), segments: [] }, undefined)).toEqual([]);
});
