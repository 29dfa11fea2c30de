import { describe, expect, it } from "vitest";
import type { UnboundPolicy, UnboundTarget } from "./schema.ts";
import { policyOf } from "./scripted-serve.ts";
import { checkService } from "./validate-service.ts";

const found = (policy: UnboundPolicy) =>
  checkService(policy).map((finding) => `${finding.severity} ${finding.code} ${finding.path.join(".")}`);
const a = (more: Partial<UnboundTarget>) => ({ id: "a", kind: "http", ...more }) as UnboundTarget;
const backoff = { baseMs: 10, maxMs: 100, jitter: "full" } as const;

describe("settings about leaving and regaining service", () => {
  it("are fine as defaults, and where they take effect", () => {
    expect(found(policyOf(["a"]))).toEqual([]);
    const used = policyOf([a({ attempts: { max: 2, backoff }, circuit: { openMs: 500 } }), "b"], {
      failback: { mode: "auto", holdDownMs: 1000, slowStartMs: 1000 },
      retryAfter: { mode: "wait", maxWaitMs: 500 },
      stream: { commit: "first_event", firstEventMs: 500 },
    });
    expect(found(used)).toEqual([]);
  });

  it("say nothing of what another API's chain may bring along", () => {
    const other = { id: "a", kind: "api", apiId: "shop", version: "v1" } as const;
    const settings = { failback: { mode: "sticky" }, retryAfter: { mode: "wait" } } as const;
    expect(found(policyOf([{ ...other, entry: "full_policy" }], settings))).toEqual([]);
    const first = policyOf([{ ...other, entry: "first_target" }], settings);
    expect(found(first)).toEqual(["warning no-effect failback"]);
  });

  it.each<[string, UnboundPolicy]>([
    ["contradiction chain.0.circuit.maxOpenMs", policyOf([a({ circuit: { maxOpenMs: 9000 } }), "b"])],
    ["contradiction chain.0.circuit.openMs", policyOf([a({ circuit: { openMs: 130_000 } }), "b"])],
    ["no-effect chain.0.attempts.backoff", policyOf([a({ attempts: { max: 1, backoff } }), "b"])],
    [
      "no-effect chain.0.attempts.backoff.baseMs",
      policyOf([a({ attempts: { max: 2, backoff: { ...backoff, maxMs: 5 } } }), "b"]),
    ],
    ["no-effect failback", policyOf(["a"], { failback: { mode: "sticky" } })],
    [
      "no-effect failback.slowStartMs",
      policyOf(["a", "b"], { failback: { slowStartMs: 5, steps: [{ percent: 5, forMs: 5 }] } }),
    ],
    ["no-effect failback.holdDownMs", policyOf(["a", "b"], { failback: { mode: "manual", holdDownMs: 5 } })],
    ["no-effect retryAfter.maxWaitMs", policyOf(["a"], { retryAfter: { maxWaitMs: 5 } })],
    ["wait-without-attempts retryAfter.mode", policyOf(["a"], { retryAfter: { mode: "wait" } })],
    ["no-effect stream.firstEventMs", policyOf(["a"], { stream: { firstEventMs: 5 } })],
  ])("warn: %s", (finding, policy) => {
    expect(found(policy)).toEqual([`warning ${finding}`]);
  });
});
