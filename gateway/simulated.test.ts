import { afterEach, beforeEach, expect, test } from "vitest";
import { simulate, simulateMinute, type Simulation, type TraceEntry } from "#lib/fallback";
import type { FallbackPolicy, Target } from "#lib/fallback/schema";
import { call, http, policy } from "./test-gateway.ts";
import { Bench } from "./test-sockets.ts";
import { answers, closedPort, hangs, resets, type Behaviour, type TestUpstream } from "./test-upstream.ts";

/* What the simulator says and what a gateway does with the same policy, the same faults and the same requests. */

type Fault = Exclude<Simulation["behaviours"][string], { kind: "slow" }>;

let bench: Bench;
/** By target id; those that refuse have none. */
let upstreams: Map<string, TestUpstream>;

beforeEach(async () => {
  bench = await new Bench().start();
  upstreams = new Map();
});

afterEach(() => bench.stop());

/** An upstream that behaves as the simulator is told it does. */
function acting(fault: Fault): Behaviour {
  switch (fault.kind) {
    case "hangs":
      return hangs;
    case "reset":
      return resets;
    case "status": {
      const waitS = Math.round((fault.retryAfterMs ?? 0) / 1000);
      return answers(fault.status, "", waitS > 0 ? { "retry-after": String(waitS) } : {});
    }
    case "up":
    case "refused":
      return answers(200, "ok");
  }
}

interface Given {
  /** Network targets, without addresses, and local ones. */
  chain: ({ id: string; kind: string } & object)[];
  faults: Record<string, Fault>;
  more?: Partial<FallbackPolicy>;
}

async function publish({ chain, faults, more }: Given): Promise<FallbackPolicy> {
  const targets: Target[] = [];
  for (const { ...target } of chain) {
    if (target.kind !== "http") targets.push(target as Target);
    else
      targets.push(http(target.id, await addressOf(target.id, faults[target.id] ?? { kind: "up" }), target));
  }
  const given = policy(targets, { exposure: { clientHeaders: true }, ...more });
  await bench.gateway.publishApi("shop", given);
  return given;
}

async function addressOf(id: string, fault: Fault): Promise<string> {
  if (fault.kind === "refused") return `http://127.0.0.1:${await closedPort()}`;
  const upstream = await bench.upstream(acting(fault));
  upstreams.set(id, upstream);
  return upstream.url;
}

/** Why the first choice did not answer, as `X-Fallback-Reason` tells it. */
function reasonIn(trace: readonly TraceEntry[]): string | undefined {
  return trace.find(({ what, reason }) => what === "failed" || (what === "skip" && reason !== "not_eligible"))
    ?.reason;
}

const quick = (id: string, more: object = {}) => ({
  id,
  kind: "http",
  timeouts: { connectMs: 2000, firstByteMs: 300 },
  ...more,
});
const sorry = { id: "sorry", kind: "static", status: 503, body: "sorry" };
const hello = { id: "hello", kind: "static", status: 200, body: "hello" };
const old = { id: "old", kind: "stale", maxStaleMs: 60_000, isolateBy: "public", maxEntryBytes: 1000 };
const both = { semantics: { sharesState: true, sharesDedupStore: true } };
const twice = { attempts: { max: 2, backoff: { baseMs: 1, maxMs: 1, jitter: "none" } } };
const status = (code: number): Fault => ({ kind: "status", status: code });
const hanging: Fault = { kind: "hangs" };
const refused: Fault = { kind: "refused" };
const reset: Fault = { kind: "reset" };

interface Asked {
  method?: string;
  body?: string;
  headers?: Record<string, string>;
}

const ab = [quick("a"), quick("b")];
const cases: [name: string, given: Given, asked?: Asked][] = [
  ["all is well", { chain: ab, faults: {} }],
  ["a refusal", { chain: ab, faults: { a: refused } }],
  ["a POST after a refusal", { chain: ab, faults: { a: refused } }, { method: "POST", body: "x" }],
  ["a POST after a reset", { chain: ab, faults: { a: reset } }, { method: "POST", body: "x" }],
  ["a POST after a 503", { chain: ab, faults: { a: status(503) } }, { method: "POST", body: "x" }],
  [
    "a POST after a 503, worded",
    { chain: [...ab, sorry], faults: { a: status(503) } },
    { method: "POST", body: "x" },
  ],
  [
    "a POST after a 503, no false success",
    { chain: [...ab, hello], faults: { a: status(503) } },
    { method: "POST", body: "x" },
  ],
  [
    "a POST with its key",
    {
      chain: [quick("a", both), quick("b", both)],
      faults: { a: reset },
      more: { replay: { nonIdempotent: "with_key" } },
    },
    { method: "POST", body: "x", headers: { "idempotency-key": "1" } },
  ],
  ["a PUT without shared state", { chain: ab, faults: { a: reset } }, { method: "PUT", body: "x" }],
  [
    "a PUT with shared state",
    { chain: [quick("a", both), quick("b", both)], faults: { a: reset } },
    { method: "PUT", body: "x" },
  ],
  ["two that hang", { chain: [...ab, quick("c")], faults: { a: hanging, b: hanging } }],
  ["a deadline that ends it", { chain: ab, faults: { a: hanging }, more: { budget: { deadlineMs: 250 } } }],
  [
    "a client's deadline",
    { chain: [...ab, sorry], faults: { a: hanging } },
    { headers: { "x-request-deadline-ms": "200" } },
  ],
  [
    "a client's deadline too short for anybody",
    { chain: ab, faults: {} },
    { headers: { "x-request-deadline-ms": "1" } },
  ],
  [
    "a deadline header that says nothing",
    { chain: ab, faults: { a: reset } },
    { headers: { "x-request-deadline-ms": "-1" } },
  ],
  [
    "slower than the cutoff",
    { chain: [...ab, sorry], faults: { a: hanging }, more: { budget: { slowFailureCutoffMs: 100 } } },
  ],
  ["a repeat on the same target", { chain: [quick("a", twice), quick("b")], faults: { a: status(502) } }],
  [
    "attempts used up",
    {
      chain: [quick("a", twice), quick("b")],
      faults: { a: status(502) },
      more: { budget: { maxAttempts: 2 } },
    },
  ],
  [
    "all fail, the first is told",
    { chain: ab, faults: { a: status(502), b: status(504) }, more: { whenExhausted: { respond: "first" } } },
  ],
  ["all fail, the last is told", { chain: ab, faults: { a: status(502), b: status(504) } }],
  [
    "all fail, a status of one's own",
    {
      chain: ab,
      faults: { a: status(502), b: refused },
      more: { whenExhausted: { respond: "synthetic", status: 529 } },
    },
  ],
  ["a trigger that is off", { chain: ab, faults: { a: reset }, more: { triggers: { reset: false } } }],
  ["404 is an answer", { chain: ab, faults: { a: status(404) } }],
  ["not for this method", { chain: [quick("a", { when: { methods: ["POST"] } }), quick("b")], faults: {} }],
  [
    "no budget for a repeat on the same target, nor in the same failure domain",
    {
      chain: [quick("a", { attempts: { max: 2 } }), quick("b")],
      faults: { a: status(502) },
      more: { budget: { retryRatioPercent: 0, minRetriesPerSec: 0 } },
    },
  ],
  ["nothing stored", { chain: [quick("a"), old, sorry], faults: { a: refused } }],
];

test.each(cases)("one request: %s", async (_name, given, asked = {}) => {
  const published = await publish(given);
  const { method = "GET", body = "", headers = {} } = asked;
  const deadlineMs = Number(headers["x-request-deadline-ms"] ?? 0);
  const expected = simulate({
    policy: published,
    behaviours: { ...given.faults, old: refused },
    request: {
      method,
      bodyBytes: body.length,
      headers,
      ...(deadlineMs > 0 ? { clientDeadlineMs: deadlineMs } : {}),
    },
  });
  const reply = await call(`${bench.url}/shop`, asked);
  expect({
    status: reply.status,
    target: reply.headers["x-fallback-target"],
    attempts: Number(reply.headers["x-fallback-attempts"]),
    reason: reply.headers["x-fallback-reason"],
  }).toEqual({
    status: expected.status,
    target: expected.target,
    attempts: expected.attempts,
    reason: reasonIn(expected.trace),
  });
});

const brittle = { health: { passive: { failures: 2 } }, circuit: { minRequests: 10_000 } };
const fused = { health: { passive: { failures: 1000 } }, circuit: { consecutive: 4 } };
const calm = { health: { passive: { failures: 1000 } }, circuit: { minRequests: 10_000 } };
const state: [name: string, given: Given][] = [
  ["ejection after failures in a row", { chain: [quick("a", brittle), quick("b")], faults: { a: refused } }],
  [
    "no health where its trigger is off",
    {
      chain: [quick("a", { ...brittle, onFailure: { unhealthy: false } }), quick("b")],
      faults: { a: reset },
    },
  ],
  ["a circuit that opens", { chain: [quick("a", fused), quick("b")], faults: { a: status(503) } }],
  [
    "Retry-After",
    {
      chain: [quick("a", calm), quick("b")],
      faults: { a: { kind: "status", status: 503, retryAfterMs: 20_000 } },
    },
  ],
  [
    "Retry-After, not obeyed",
    {
      chain: [quick("a", calm), quick("b")],
      faults: { a: { kind: "status", status: 503, retryAfterMs: 20_000 } },
      more: { retryAfter: { mode: "ignore" } },
    },
  ],
  [
    "the last one is always tried",
    { chain: [quick("a", brittle), quick("b", brittle)], faults: { a: refused, b: status(503) } },
  ],
  [
    "all are tried anyway",
    {
      chain: [quick("a", brittle), quick("b", brittle)],
      faults: { a: reset, b: status(503) },
      more: { allUnavailable: "try_anyway" },
    },
  ],
  [
    "nothing is tried",
    {
      chain: [quick("a", brittle), quick("b", brittle)],
      faults: { a: reset, b: status(503) },
      more: { allUnavailable: "fail_fast" },
    },
  ],
  [
    "sticky",
    {
      chain: [quick("a", brittle), quick("b"), sorry],
      faults: { a: reset },
      more: { failback: { mode: "sticky" } },
    },
  ],
];

test.each(state)("ten requests in a row: %s", async (_name, given) => {
  const published = await publish(given);
  const [second] = simulateMinute({
    policy: published,
    request: { method: "GET", bodyBytes: 0, headers: {} },
    requestsPerSecond: 10,
    seconds: 1,
    timeline: Object.entries(given.faults).map(([target, behaviour]) => ({ atMs: 0, target, behaviour })),
  });
  const answeredBy: Record<string, number> = {};
  let attempts = 0;
  for (let n = 0; n < 10; n++) {
    const { status: code, headers } = await call(`${bench.url}/shop`);
    attempts += Number(headers["x-fallback-attempts"]);
    const by = String(headers["x-fallback-target"]);
    if (code < 500) answeredBy[by] = (answeredBy[by] ?? 0) + 1;
  }
  const attempted = Object.entries(second?.attempts ?? {});
  const seen = attempted.filter(([id]) => upstreams.has(id)).map(([id]) => [id, upstreams.get(id)?.hits]);
  expect({ answeredBy, attempts, seen }).toEqual({
    answeredBy: second?.answeredBy,
    attempts: attempted.reduce((sum, [, count]) => sum + count, 0),
    seen: attempted.filter(([id]) => upstreams.has(id)),
  });
});
