import { describe, expect, it } from "vitest";
import { bindPolicy } from "./bind.ts";
import { flattenPolicy, type PublishedApi } from "./flatten.ts";
import { judgeFlat } from "./judge-flat.ts";
import type { UnboundPolicy, UnboundTarget } from "./schema.ts";
import { api, bound, empty, http, others, policyOf, published, self } from "./scripted-apis.ts";

describe("judgeFlat", () => {
  const judged = (
    chain: UnboundTarget[],
    known: Record<string, PublishedApi>,
    more: Partial<UnboundPolicy> = {},
  ) => {
    const policy = policyOf(chain, more);
    const given = bindPolicy(policy, bound(policy));
    const flat = given.ok && flattenPolicy(given.policy, self, others(known));
    if (!given.ok || !flat || !flat.ok) throw new Error("it should flatten");
    return judgeFlat(given.policy, flat);
  };

  it("finds shared fate across APIs without a word about where the other is", () => {
    const inv = published(policyOf([http("a"), http("b")]));
    const found = judged([http("a"), api("i", "inv")], { inv });
    expect(found.filter(({ code }) => code === "correlated-targets")).toMatchObject([{ path: ["chain", 1] }]);
    expect(JSON.stringify(found.filter(({ path }) => path[1] === 1))).not.toContain("example");
  });

  it("leaves the other API's own affairs to its owners", () => {
    const inv = published(policyOf([http("x", { timeouts: { connectMs: 500, attemptMs: 100 } })]));
    expect(judged([http("a"), api("i", "inv")], { inv })).toEqual([]);
  });

  it("finds what is wrong with the place itself, and with targets after it, at their own place", () => {
    const inv = published(policyOf([http("x"), http("y")]));
    const contradiction = { when: { header: [{ name: "x", present: false, equals: "1" }] } };
    const later = http("z", { timeouts: { connectMs: 500, attemptMs: 100 } });
    expect(judged([http("a"), api("i", "inv", contradiction), later], { inv })).toMatchObject([
      { code: "contradiction", path: ["chain", 1, "when", "header", 0] },
      { code: "contradiction", path: ["chain", 2, "timeouts", "attemptMs"] },
    ]);
  });

  it("counts the API's time and attempts", () => {
    const inv = published(policyOf(["x", "y", "z", "w"].map((id) => http(id))));
    const codes = judged([http("a"), api("i", "inv")], { inv }).map(({ code }) => code);
    expect(codes).toEqual(["deadline-too-short", "too-few-attempts"]);
  });

  it("warns where another API always answers before the chain's end, and refuses where the chain itself does", () => {
    const inv = published(policyOf([http("x"), empty]));
    expect(judged([http("a"), api("i", "inv"), http("z")], { inv })).toMatchObject([
      { code: "after-static", severity: "warning", path: ["chain", 2] },
    ]);
    expect(judged([http("a"), empty, api("i", "inv", { entry: "first_target" })], { inv })).toMatchObject([
      { code: "after-static", severity: "error", path: ["chain", 2] },
    ]);
  });
});
