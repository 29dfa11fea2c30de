import { describe, expect, it } from "vitest";
import { findUnenforced } from "./enforced.ts";
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
    ).toEqual(["chain.0.tls.caRef", "onUnsupported"]);
  });
});

describe("findUnenforced", () => {
  it("accepts defaults spelled out where a field has an enforced value", () => {
    const policy = policyOf(["a"], {
      failback: { mode: "auto" },
      stream: { commit: "headers", onBreak: "abort" },
    });
    expect(findUnenforced(policy)).toEqual([]);
    expect(findUnenforced(policyOf(["a"], { stream: { commit: "first_event" } }))).toMatchObject([
      { code: "not-enforced", path: ["stream", "commit"] },
    ]);
  });
});
