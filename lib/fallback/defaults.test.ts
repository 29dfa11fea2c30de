import { describe, expect, it } from "vitest";
import { compileChain } from "./compile-chain.ts";
import { resolvePolicy } from "./defaults.ts";
import orders from "./fixtures/orders-v2.json" with { type: "json" };
import { FallbackPolicy } from "./schema.ts";
import { policyOf } from "./scripted-serve.ts";

describe("resolvePolicy", () => {
  it("fills the documented defaults", () => {
    const resolved = resolvePolicy(policyOf(["a"]));
    expect(resolved).toMatchObject({
      replay: {
        idempotentUnsafe: "shared_state",
        nonIdempotent: "before_send",
        bodyMaxBytes: 65_536,
        bodyOverLimit: "no_fallback",
      },
      budget: { deadlineMs: 20_000, maxAttempts: 4, retryRatioPercent: 20, minRetriesPerSec: 10 },
      retryAfter: { mode: "skip_target", maxWaitMs: 2000 },
      failback: { mode: "auto", holdDownMs: 30_000 },
      allUnavailable: "try_last",
      whenExhausted: { respond: "last", status: 503 },
      stream: { commit: "headers", onBreak: "abort" },
      exposure: { clientHeaders: false },
    });
    expect(resolved.chain[0]).toMatchObject({
      timeouts: { connectMs: 500, firstByteMs: 4000, idleMs: 30_000 },
      minUsefulMs: 50,
      health: { passive: { failures: 3, windowMs: 10_000, statuses: [502, 503, 504], ejectMs: 10_000 } },
      triggers: { connectFailure: true, reset: true, status: [502, 503, 504] },
    });
    expect(resolved.chain[0]).not.toHaveProperty("health.active");
    expect(resolved.chain[0]).toMatchObject({
      circuit: {
        failurePercent: 50,
        minRequests: 20,
        windowMs: 10_000,
        openMs: 10_000,
        maxOpenMs: 120_000,
        halfOpenMax: 1,
      },
      attempts: { max: 1 },
    });
    expect(resolved.chain[0]).not.toHaveProperty("circuit.consecutive");
    expect(resolved.chain[0]).not.toHaveProperty("maxConcurrent");
  });

  it("lays what is given over them, triggers in three layers", () => {
    const policy = FallbackPolicy.parse({
      ...orders,
      triggers: { reset: false, status: [500] },
      chain: [{ ...orders.chain[0], onFailure: { reset: true } }, ...orders.chain.slice(1)],
    });
    const { chain } = resolvePolicy(policy);
    expect(chain[0]).toMatchObject({
      triggers: { reset: true, status: [500], connectFailure: true },
      timeouts: { connectMs: 300, idleMs: 30_000 },
    });
    expect(chain[1]).toMatchObject({
      triggers: { reset: false },
      canaryPercent: 1,
      host: { mode: "upstream" },
    });
    expect(chain[0]).toMatchObject({
      health: { active: { intervalMs: 5000, unhealthyIntervalMs: 5000, method: "GET", initial: "up" } },
    });
    expect(chain[2]).toEqual(expect.objectContaining({ kind: "stale", methods: ["GET"], varyBy: [] }));
    expect(chain[3]).toMatchObject({ kind: "static", retryAfterS: 30 });
  });

  it("takes undefined members for absent", () => {
    expect(resolvePolicy(policyOf(["a"], { budget: { deadlineMs: undefined } })).budget.deadlineMs).toBe(
      20_000,
    );
  });
});

describe("compileChain", () => {
  it("prepares status tables, canaries and the home of plain requests", () => {
    const chain = compileChain(
      resolvePolicy(
        policyOf([
          { id: "a", kind: "http", when: { methods: ["POST"] }, onFailure: { status: [[500, 599], 429] } },
          { id: "b", kind: "http", canaryPercent: 2 },
          { id: "c", kind: "http", canaryPercent: 3 },
        ]),
      ),
    );
    const [first] = chain.targets;
    expect(chain.home).toBe(1);
    expect(chain.canaries).toEqual([
      { target: 1, below: 0.02 },
      { target: 2, below: 0.05 },
    ]);
    expect(
      first?.network && [
        first.failStatus[429],
        first.failStatus[500],
        first.failStatus[599],
        first.failStatus[404],
      ],
    ).toEqual([1, 1, 1, 0]);
  });
});
