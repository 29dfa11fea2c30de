import { describe, expect, it } from "vitest";
import { bindPolicy } from "./bind.ts";
import { flattenPolicy } from "./flatten.ts";
import { judgeFlat } from "./judge-flat.ts";
import type { UnboundPolicy, UnboundTarget } from "./schema.ts";
import { api, bound, http, others, policyOf, published, self, sorry } from "./scripted-apis.ts";
import { validatePolicy } from "./validate.ts";

const inRegion = (id: string, region?: string): UnboundTarget => ({
  ...http(id),
  ...(region ? { failureDomain: { region } } : {}),
});
const within = (chain: UnboundTarget[], regions?: string[]): UnboundPolicy => ({
  ...policyOf(chain),
  ...(regions ? { regions } : {}),
});
const about = (policy: UnboundPolicy) =>
  validatePolicy(policy)
    .filter(({ code }) => code === "outside-regions" || code === "region-unknown")
    .map(({ severity, code, path }) => ({ severity, code, path }));

describe("regions where requests may go", () => {
  it("let no target be outside, and none that does not say where it is", () => {
    const chain = [inRegion("a", "eu-west"), inRegion("b", "us-east"), inRegion("c"), sorry];
    expect(about(within(chain, ["eu-west", "eu-central"]))).toEqual([
      { severity: "error", code: "outside-regions", path: ["chain", 1, "failureDomain", "region"] },
      { severity: "error", code: "region-unknown", path: ["chain", 2, "failureDomain", "region"] },
    ]);
    expect(about(within(chain))).toEqual([]);
    expect(about(within([inRegion("a", "eu-west"), sorry], ["eu-west"]))).toEqual([]);
  });

  it("hold for the targets of other APIs, without a word about where those are", () => {
    const judged = (region?: string) => {
      const policy = within([inRegion("a", "eu-west"), api("other", "inv"), sorry], ["eu-west"]);
      const bindings = bindPolicy(policy, bound(policy));
      if (!bindings.ok) throw new Error("bind it");
      const inner = published(policyOf([inRegion("primary", region)]));
      const flat = flattenPolicy(bindings.policy, self, others({ inv: inner }));
      if (!flat.ok) throw new Error("flatten it");
      return judgeFlat(bindings.policy, flat).filter(({ severity }) => severity === "error");
    };
    expect(judged("eu-west")).toEqual([]);
    expect(judged("mars-north")).toMatchObject([{ code: "outside-regions", path: ["chain", 1] }]);
    expect(JSON.stringify(judged("mars-north"))).not.toContain("mars-north");
    expect(judged()).toMatchObject([{ code: "region-unknown", path: ["chain", 1] }]);
  });
});

describe("retries that clients are known to make", () => {
  const storm = (clientRetries: number, chain: UnboundTarget[], maxAttempts?: number) =>
    validatePolicy({ ...policyOf(chain), budget: { clientRetries, ...(maxAttempts ? { maxAttempts } : {}) } })
      .filter(({ code }) => code === "retry-storm")
      .map(({ message }) => message);
  const three = [http("a"), http("b"), http("c"), sorry];

  it("multiply with the gateway's attempts: at most nine of one call", () => {
    expect(storm(2, three)).toEqual([]);
    expect(storm(3, three)).toEqual([expect.stringContaining("One call may become 12 attempts")]);
    expect(storm(3, three, 2)).toEqual([]);
    expect(storm(3, [http("a"), sorry])).toEqual([]);
    expect(storm(4, [{ ...http("a"), attempts: { max: 2 } } as UnboundTarget, sorry])).toHaveLength(1);
    expect(storm(0, three)).toEqual([]);
  });
});
