import { describe, expect, it } from "vitest";
import { compileChain } from "./compile-chain.ts";
import { resolvePolicy } from "./defaults.ts";
import orders from "./fixtures/orders-v2.json" with { type: "json" };
import { FallbackPolicy, type UnboundTarget } from "./schema.ts";
import { policyOf } from "./scripted-serve.ts";

/* The defaults of fallback/v1 (§1, §1.1), and those it leaves open, written down a second time. */
const SETTINGS = {
  id: "sample",
  replay: {
    safeMethods: ["GET", "HEAD", "OPTIONS", "TRACE"],
    idempotentUnsafe: "shared_state",
    nonIdempotent: "before_send",
    idempotencyHeader: "Idempotency-Key",
    bodyMaxBytes: 65_536,
    bodyOverLimit: "no_fallback",
  },
  budget: { deadlineMs: 20_000, maxAttempts: 4, retryRatioPercent: 20, minRetriesPerSec: 10 },
  retryAfter: { mode: "skip_target", maxWaitMs: 2000 },
  failback: { mode: "auto", holdDownMs: 30_000, slowStartMs: 0, steps: [] },
  allUnavailable: "try_last",
  whenExhausted: { respond: "last", status: 503 },
  stream: { commit: "headers", firstEventMs: 10_000, onBreak: "abort" },
  exposure: { clientHeaders: false },
};
const ANY = {
  when: {},
  minUsefulMs: 50,
  semantics: { sharesState: false, sharesDedupStore: false, readOnly: false },
  failureDomain: {},
  canaryPercent: 0,
};
const NETWORK = {
  host: { mode: "upstream" },
  timeouts: { connectMs: 500, firstByteMs: 4000, idleMs: 30_000 },
  attempts: { max: 1, backoff: { baseMs: 50, maxMs: 1000, jitter: "full" } },
  health: { passive: { failures: 3, windowMs: 10_000, statuses: [502, 503, 504], ejectMs: 10_000 } },
  circuit: {
    failurePercent: 50,
    minRequests: 20,
    windowMs: 10_000,
    openMs: 10_000,
    maxOpenMs: 120_000,
    halfOpenMax: 1,
  },
  triggers: {
    connectFailure: true,
    reset: true,
    firstByteTimeout: true,
    attemptTimeout: true,
    status: [502, 503, 504],
    unhealthy: true,
    circuitOpen: true,
    overloaded: true,
    responseHeader: [],
  },
};
const ACTIVE = {
  type: "http",
  path: "/",
  method: "GET",
  intervalMs: 10_000,
  unhealthyIntervalMs: 10_000,
  timeoutMs: 2000,
  expect: [[200, 399]],
  healthySuccesses: 2,
  unhealthyFailures: 3,
  initial: "up",
};

describe("resolvePolicy", () => {
  it("fills the documented defaults, value by value", () => {
    const checked: UnboundTarget = { id: "b", kind: "http", health: { active: { type: "http" } } };
    const stale = { id: "c", kind: "stale", maxStaleMs: 1, isolateBy: "public", maxEntryBytes: 1 } as const;
    const { chain, ...settings } = resolvePolicy(policyOf(["a", checked, stale]));
    expect(settings).toEqual(SETTINGS);
    expect(chain).toEqual([
      { id: "a", kind: "http", ...NETWORK, ...ANY },
      { id: "b", kind: "http", ...NETWORK, ...ANY, health: { ...NETWORK.health, active: ACTIVE } },
      { ...stale, ...ANY, methods: ["GET"], varyBy: [] },
    ]);
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
