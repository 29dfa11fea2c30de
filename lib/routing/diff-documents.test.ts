import { describe, expect, it } from "vitest";
import { diffDocuments } from "./index.ts";

describe("diffDocuments", () => {
  it("finds nothing between equal documents", () => {
    expect(diffDocuments({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toEqual([]);
    expect(diffDocuments(undefined, undefined)).toEqual([]);
  });

  it("says what was added, removed and changed, by path", () => {
    const before = { fallback: { budget: { maxAttempts: 4 }, accept: ["x"] } };
    const after = { fallback: { budget: { maxAttempts: 2 }, id: "p" } };
    expect(diffDocuments(before, after)).toEqual([
      { path: ["fallback", "budget", "maxAttempts"], kind: "changed", before: 4, after: 2 },
      { path: ["fallback", "accept"], kind: "removed", before: ["x"] },
      { path: ["fallback", "id"], kind: "added", after: "p" },
    ]);
  });

  it("names targets by id, and their order on its own", () => {
    const before = [{ id: "a", max: 1 }, { id: "b" }];
    const after = [{ id: "b" }, { id: "c" }, { id: "a", max: 2 }];
    expect(diffDocuments(before, after, ["chain"])).toEqual([
      { path: ["chain"], kind: "reordered", before: ["a", "b"], after: ["b", "c", "a"] },
      { path: ["chain", "a", "max"], kind: "changed", before: 1, after: 2 },
      { path: ["chain", "c"], kind: "added", after: { id: "c" } },
    ]);
  });

  it("does not call an insertion a reordering", () => {
    const changes = diffDocuments(
      [{ id: "a" }, { id: "b" }],
      [{ id: "a" }, { id: "x" }, { id: "b" }],
      ["chain"],
    );
    expect(changes).toEqual([{ path: ["chain", "x"], kind: "added", after: { id: "x" } }]);
  });

  it("compares lists without ids by position, and lists of values as one", () => {
    expect(diffDocuments([{ url: "a" }], [{ url: "b" }, { url: "c" }])).toEqual([
      { path: [0, "url"], kind: "changed", before: "a", after: "b" },
      { path: [1], kind: "added", after: { url: "c" } },
    ]);
    expect(diffDocuments([502, 503], [502])).toEqual([
      { path: [], kind: "changed", before: [502, 503], after: [502] },
    ]);
  });

  it("treats a whole document that appears or goes as one change", () => {
    expect(diffDocuments(undefined, { kind: "route" })).toEqual([
      { path: [], kind: "added", after: { kind: "route" } },
    ]);
    expect(diffDocuments({ kind: "route" }, undefined)).toMatchObject([{ kind: "removed" }]);
  });
});
