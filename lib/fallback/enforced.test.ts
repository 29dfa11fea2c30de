import { describe, expect, it } from "vitest";
import { findUnenforced, isEnforced, UNENFORCED } from "./enforced.ts";
import orders from "./fixtures/orders-v2.json" with { type: "json" };
import { FallbackPolicy } from "./schema.ts";
import { policyOf } from "./scripted-serve.ts";
import { validatePolicy } from "./validate.ts";

describe("the example of the design", () => {
  const policy = FallbackPolicy.parse(orders);

  it("is valid", () => {
    expect(validatePolicy(policy).filter((finding) => finding.severity === "error")).toEqual([]);
  });

  it("uses exactly these fields that nothing acts on yet", () => {
    expect(
      findUnenforced(policy)
        .map((finding) => finding.path.join("."))
        .toSorted(),
    ).toEqual(["onUnsupported"]);
  });
});

describe("findUnenforced", () => {
  it("refuses a field by its value where only some values are not enforced", () => {
    expect(findUnenforced(policyOf(["a"], { stream: { commit: "first_event" } }))).toEqual([]);
    const ai = { id: "b", kind: "ai", provider: "p", model: "m" } as const;
    expect(findUnenforced({ ...policyOf(["a"]), chain: [ai] })).toMatchObject([
      { code: "not-enforced", path: ["chain", 0, "kind"] },
    ]);
  });
});

describe("isEnforced", () => {
  it("says no for every row of the table, and for what is below a field", () => {
    for (const { field, values } of UNENFORCED) {
      expect(isEnforced(field, values?.[0])).toBe(false);
      expect(isEnforced(`${field}.inner`)).toBe(values !== undefined);
    }
  });

  it("says yes for the rest, and for the other values of a field", () => {
    expect(isEnforced("chain.*.timeouts.connectMs")).toBe(true);
    expect(isEnforced("chain.*.kind", "http")).toBe(true);
    expect(isEnforced("chain.*.kind")).toBe(true);
  });
});
