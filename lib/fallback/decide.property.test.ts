import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULTS } from "./defaults.ts";
import { OUTCOMES, type Outcome } from "./outcome.ts";
import { resultOf } from "./result.ts";
import { countRepeat, newRetryBudget } from "./retry-budget.ts";
import type { UnboundPolicy, UnboundTarget } from "./schema.ts";
import { serveScripted, type Reply, type Script, type Served } from "./scripted-serve.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"];
const ids = ["a", "b", "c", "d", "e", "f", "g", "h"];

const network = fc.record({
  kind: fc.constant("http" as const),
  semantics: fc.record(
    { sharesState: fc.boolean(), sharesDedupStore: fc.boolean(), readOnly: fc.boolean() },
    { requiredKeys: [] },
  ),
  when: fc.record({ methods: fc.subarray(METHODS, { minLength: 1 }) }, { requiredKeys: [] }),
  minUsefulMs: fc.integer({ min: 0, max: 400 }),
  attempts: fc.record({ max: fc.constantFrom(1, 1, 2, 3) }),
  maxConcurrent: fc.constantFrom(2, 10),
  failureDomain: fc.constantFrom({}, { provider: "x" }),
  canaryPercent: fc.constantFrom(0, 0, 10),
});
const local = fc.oneof(
  fc.record({ kind: fc.constant("static" as const), status: fc.constantFrom(200, 503) }),
  fc.constant({
    kind: "stale" as const,
    maxStaleMs: 60_000,
    isolateBy: "public" as const,
    maxEntryBytes: 1000,
  }),
);
const chain = fc
  .array(fc.oneof({ weight: 4, arbitrary: network }, { weight: 1, arbitrary: local }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((targets) => targets.map((target, index) => ({ ...target, id: ids[index] ?? "x" }) as UnboundTarget));

const policy: fc.Arbitrary<UnboundPolicy> = fc.record({
  apiVersion: fc.constant("fallback/v1" as const),
  id: fc.constant("sample"),
  chain,
  replay: fc.record({
    safeMethods: fc.oneof(
      fc.constant(DEFAULTS.replay.safeMethods),
      fc.subarray(["GET", "HEAD", "PUT", "POST"]),
    ),
    idempotentUnsafe: fc.constantFrom("shared_state", "always", "never"),
    nonIdempotent: fc.constantFrom("never", "before_send", "with_key", "always"),
  }),
  budget: fc.record({
    deadlineMs: fc.integer({ min: 1, max: 2000 }),
    maxAttempts: fc.integer({ min: 1, max: 8 }),
  }),
  allUnavailable: fc.constantFrom("try_last", "try_anyway", "fail_fast"),
  retryAfter: fc.record({ mode: fc.constantFrom("skip_target", "wait", "ignore") }),
  failback: fc.record({ mode: fc.constantFrom("auto", "manual", "sticky") }),
  stream: fc.record({ commit: fc.constantFrom("headers", "first_event") }),
  whenExhausted: fc.record({ respond: fc.constantFrom("last", "first", "synthetic") }),
});

const reply: fc.Arbitrary<Reply> = fc.oneof(
  fc.constantFrom(200, 404, 500, 502, 503, 504),
  fc.constantFrom(...(Object.keys(OUTCOMES) as Outcome[])),
  fc.constant("no_entry" as const),
);
const script: fc.Arbitrary<Script> = fc.record({
  replies: fc.dictionary(fc.constantFrom(...ids), reply),
  retryAfterMs: fc.constantFrom(undefined, 100, 1e9),
  live: fc.boolean(),
  inFlight: fc.dictionary(fc.constantFrom(...ids), fc.constantFrom(0, 1, 2, 10)),
  tookMs: fc.integer({ min: 1, max: 500 }),
  states: fc.dictionary(
    fc.constantFrom(...ids),
    fc.constantFrom("ejected", "open", "half-open", "cooling", "held"),
  ),
  request: fc.record({
    method: fc.constantFrom(...METHODS),
    bodyBytes: fc.constantFrom(0, 10, 1e6),
    draw: fc.constantFrom(0, 0.15, 1),
  }),
  headers: fc.constantFrom({}, { "idempotency-key": "k" }),
});

/** The same with orders of its own: a pin, a target in service, a spent retry budget, streams that fail at their first event. */
const ordered: fc.Arbitrary<Script> = fc
  .tuple(
    script,
    fc.record(
      {
        pinned: fc.constantFrom(...ids),
        inService: fc.constantFrom(...ids),
        firstEvent: fc.constantFrom("event" as const, "error_event" as const),
        retries: fc.constantFrom(0, 100).map((spent) => {
          const budget = newRetryBudget(1000);
          for (let n = 0; n < spent; n++) countRepeat(budget, 1000);
          return budget;
        }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([events, orders]) => ({ ...events, ...orders }));

const check = (property: (policy: UnboundPolicy, script: Script) => void) =>
  fc.assert(fc.property(policy, fc.oneof(script, ordered), property), { numRuns: 1500 });

const targetOf = (given: UnboundPolicy, id: string) => given.chain.find((target) => target.id === id);
function attemptsOf(given: UnboundPolicy, id: string): number {
  const target = targetOf(given, id);
  return (target?.kind === "http" && target.attempts?.max) || 1;
}
const isSafe = (given: UnboundPolicy, { request }: Script) =>
  given.replay?.safeMethods?.includes(request?.method ?? "") === true;

/** The ids of targets that may have executed the request. */
function executors(served: Served, events: Script): string[] {
  return served.attempted.filter((id) => {
    const answer = (events.replies?.[id] ?? 200) as Reply;
    return typeof answer === "number" || answer === "no_entry" || OUTCOMES[answer].mayHaveExecuted;
  });
}

/** §2 `replayAllowed` after a possible execution, written down a second time, as plainly as can be. */
function isPermitted(given: UnboundPolicy, events: Script, move: { from: string; to: string }): boolean {
  const isSame = move.from === move.to;
  const both = (declares: "sharesState" | "sharesDedupStore") =>
    [move.from, move.to].every((id) => targetOf(given, id)?.semantics?.[declares] === true);
  const { idempotentUnsafe, nonIdempotent } = given.replay ?? {};
  const method = events.request?.method;
  if (method === "PUT" || method === "DELETE") {
    return (
      idempotentUnsafe === "always" ||
      (idempotentUnsafe === "shared_state" && (isSame || both("sharesState")))
    );
  }
  const hasKey = events.headers?.["idempotency-key"] !== undefined;
  return nonIdempotent === "always" || (nonIdempotent === "with_key" && hasKey && both("sharesDedupStore"));
}

function isFailureText(given: UnboundPolicy, served: Served): boolean {
  const target = targetOf(given, served.endId ?? "");
  return target?.kind === "static" && target.status >= 500;
}

describe("for every policy, state and course of events", () => {
  it("each target is attempted as often as its attempts say, within maxAttempts, and the request ends", () => {
    check((given, events) => {
      const { attempted, end } = serveScripted(given, events);
      for (const id of attempted) {
        const times = attempted.filter((other) => other === id).length;
        expect(times).toBeLessThanOrEqual(attemptsOf(given, id));
      }
      const places = attempted.filter((id, index) => id !== attempted[index - 1]);
      expect(new Set(places).size).toBe(places.length);
      expect(attempted.length).toBeLessThanOrEqual(given.budget?.maxAttempts ?? 0);
      expect(["relay", "local", "exhausted", "refuse"]).toContain(end.kind);
    });
  });

  it("no attempt starts with less than the target's minimum of the deadline left", () => {
    check((given, events) => {
      const served = serveScripted(given, events);
      served.attempted.forEach((id, index) => {
        const leftMs = served.decision.deadlineAtMs - (served.attemptedAtMs[index] ?? 0);
        expect(leftMs).toBeGreaterThanOrEqual(targetOf(given, id)?.minUsefulMs ?? 50);
        expect(leftMs).toBeGreaterThan(0);
      });
    });
  });

  it("a request that may have been executed is repeated only with permission from both sides", () => {
    check((given, events) => {
      const served = serveScripted(given, events);
      const moves = [...new Set(executors(served, events))].flatMap((from) =>
        served.attempted.slice(served.attempted.indexOf(from) + 1).map((to) => ({ from, to })),
      );
      const forbidden = moves.filter((move) => !isSafe(given, events) && !isPermitted(given, events, move));
      expect(forbidden).toEqual([]);
    });
  });

  it("no local success follows a possible execution of an unsafe request", () => {
    check((given, events) => {
      const served = serveScripted(given, events);
      const isLocalSuccess = served.end.kind === "local" && !isFailureText(given, served);
      expect(isLocalSuccess && !isSafe(given, events) && executors(served, events).length > 0).toBe(false);
    });
  });

  it("a safe request that nothing answered has tried its last network target under try_last", () => {
    check((given, events) => {
      const generous = {
        ...given,
        allUnavailable: "try_last" as const,
        replay: { ...given.replay, safeMethods: ["GET"] },
        budget: { deadlineMs: 60_000, maxAttempts: 8 },
        chain: given.chain.map((target) => ({ ...target, attempts: undefined })),
      };
      const request = { ...events.request, method: "GET", bodyBytes: 0 };
      const free = { ...events, request, inFlight: {}, retries: undefined, pinned: undefined };
      const { attempted, end } = serveScripted(generous, free);
      const takers = given.chain.filter(
        (target) => target.kind === "http" && (target.when?.methods?.includes("GET") ?? true),
      );
      const wanted = end.kind === "exhausted" ? takers.slice(-1).map((target) => target.id) : [];
      expect(attempted).toEqual(expect.arrayContaining(wanted));
    });
  });

  it("no full target is attempted, and no repeat is made that the retry budget does not pay for", () => {
    check((given, events) => {
      const { attempted } = serveScripted(given, events);
      for (const id of attempted) {
        expect(events.inFlight?.[id] ?? 0).toBeLessThan(targetOf(given, id)?.maxConcurrent ?? 0);
      }
      if ((events.retries?.markedSum ?? 0) < 100) return;
      const isLabelled = (id: string | undefined) =>
        targetOf(given, id ?? "")?.failureDomain?.provider !== undefined;
      const charged = attempted.filter((id, index) => {
        const last = index > 0 ? attempted[index - 1] : undefined;
        return last !== undefined && (id === last || (isLabelled(id) && isLabelled(last)));
      });
      expect(charged).toEqual([]);
    });
  });

  it("a pinned target goes first if it takes the request, and none before it follows", () => {
    check((given, events) => {
      const pinned = given.chain.findIndex((target) => target.id === events.pinned);
      if (pinned < 0) return;
      const { attempted } = serveScripted(given, events);
      const places = attempted.map((id) => given.chain.findIndex((target) => target.id === id));
      expect(places.every((place) => place >= pinned)).toBe(true);
    });
  });

  it("waits no longer than the policy says and the deadline leaves", () => {
    check((given, events) => {
      const { decision, waitedMs } = serveScripted(given, events);
      expect(decision.waitedMs).toBeLessThanOrEqual(given.retryAfter?.mode === "wait" ? 2000 : 0);
      expect(waitedMs).toBeLessThanOrEqual(given.budget?.deadlineMs ?? 0);
    });
  });

  it("what is relayed after everything failed was kept from an attempt, with its status", () => {
    check((given, events) => {
      const { attempted, end, decision } = serveScripted(given, events);
      expect(resultOf(decision)).not.toBe("gone");
      if (end.kind !== "exhausted" || end.relay < 0) return;
      const id = given.chain[end.relay]?.id ?? "";
      expect(attempted).toContain(id);
      expect(end.status).toBe(events.replies?.[id]);
    });
  });
});
