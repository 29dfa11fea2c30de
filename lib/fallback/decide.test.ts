import { describe, expect, it } from "vitest";
import { compileChain } from "./compile-chain.ts";
import { beginServe } from "./decide.ts";
import { resolvePolicy } from "./defaults.ts";
import type { Outcome } from "./outcome.ts";
import { missedClientDeadline, resultOf } from "./result.ts";
import type { UnboundTarget } from "./schema.ts";
import { policyOf, serveScripted, type Reply } from "./scripted-serve.ts";

const sorry: UnboundTarget = { id: "sorry", kind: "static", status: 503 };
const post = { method: "POST", bodyBytes: 10 };

const FAILURES = ["connectFailure", "reset", "firstByteTimeout", "attemptTimeout"] as const;
/** §1 `Triggers` and §3, but for the deadline, after which no other network target is tried. */
const TRIGGER_OF: Record<Exclude<Outcome, "deadline" | "connect_deadline">, (typeof FAILURES)[number]> = {
  dns_failure: "connectFailure",
  connect_refused: "connectFailure",
  connect_timeout: "connectFailure",
  tls_failure: "connectFailure",
  egress_denied: "connectFailure",
  not_processed: "connectFailure",
  reset: "reset",
  invalid_response: "reset",
  empty_stream: "reset",
  error_event: "reset",
  first_byte_timeout: "firstByteTimeout",
  first_event_timeout: "firstByteTimeout",
  attempt_timeout: "attemptTimeout",
};

describe("the way through a chain", () => {
  it("answers from the primary while it answers", () => {
    const served = serveScripted(policyOf(["a", "b"]));
    expect(served.attempted).toEqual(["a"]);
    expect(served.end).toEqual({ kind: "relay", target: 0 });
    expect(resultOf(served.decision)).toBe("primary");
    expect(served.decision.reason).toBe("");
  });

  it.each<[Reply]>([
    ["connect_refused"],
    ["connect_timeout"],
    ["dns_failure"],
    ["tls_failure"],
    ["reset"],
    ["first_byte_timeout"],
    ["attempt_timeout"],
    [502],
    [503],
    [504],
  ])("moves a GET on after %s", (reply) => {
    const served = serveScripted(policyOf(["a", "b"]), { replies: { a: reply } });
    expect(served.attempted).toEqual(["a", "b"]);
    expect(served.endId).toBe("b");
    expect(resultOf(served.decision)).toBe("rescued");
    expect(served.decision.reason).toBe(typeof reply === "number" ? `status ${reply}` : reply);
  });

  it.each([200, 301, 404, 429, 500])("takes status %i for an answer", (status) => {
    expect(serveScripted(policyOf(["a", "b"]), { replies: { a: status } }).attempted).toEqual(["a"]);
  });

  it("obeys triggers per target: a trigger that is off makes the failure the answer", () => {
    const policy = policyOf([
      { id: "a", kind: "http", onFailure: { connectFailure: false, status: [500] } },
      "b",
    ]);
    const refused = serveScripted(policy, { replies: { a: "connect_refused" } });
    expect(refused.end).toEqual({ kind: "exhausted", relay: -1, status: 502 });
    expect(serveScripted(policy, { replies: { a: 500 } }).endId).toBe("b");
    expect(serveScripted(policy, { replies: { a: 503 } }).attempted).toEqual(["a"]);
  });

  it.each(Object.entries(TRIGGER_OF))("%s moves a request on by the trigger %s alone", (name, own) => {
    const outcome = name as Outcome;
    const tried = (isOn: (trigger: string) => boolean) => {
      const triggers = Object.fromEntries(FAILURES.map((trigger) => [trigger, isOn(trigger)]));
      return serveScripted(policyOf(["a", "b"], { triggers }), { replies: { a: outcome } }).attempted;
    };
    expect(tried((trigger) => trigger === own)).toEqual(["a", "b"]);
    expect(tried((trigger) => trigger !== own)).toEqual(["a"]);
  });

  it("tries each of four targets once, in order, and relays the last exact status", () => {
    const replies = {
      a: "first_byte_timeout",
      b: "first_byte_timeout",
      c: "connect_refused",
      d: 503,
    } as const;
    const served = serveScripted(policyOf(["a", "b", "c", "d"]), { replies });
    expect(served.attempted).toEqual(["a", "b", "c", "d"]);
    expect(served.end).toEqual({ kind: "exhausted", relay: 3, status: 503 });
  });

  it("passes over targets that do not take the request", () => {
    const policy = policyOf([
      { id: "a", kind: "http", when: { methods: ["POST"] } },
      { id: "b", kind: "http", when: { header: [{ name: "X-Beta", equals: "1" }] } },
      { id: "c", kind: "http", when: { header: [{ name: "X-Beta", present: false }] } },
    ]);
    expect(serveScripted(policy).attempted).toEqual(["c"]);
    expect(serveScripted(policy, { headers: { "x-beta": "1" } }).attempted).toEqual(["b"]);
    expect(serveScripted(policy, { headers: { "x-beta": "2" } }).end).toEqual({
      kind: "exhausted",
      relay: -1,
      status: 503,
    });
  });

  it("keeps unsafe requests off a read-only target", () => {
    const policy = policyOf(["a", { id: "b", kind: "http", semantics: { readOnly: true } }]);
    expect(serveScripted(policy, { replies: { a: "connect_refused" }, request: post }).attempted).toEqual([
      "a",
    ]);
    expect(serveScripted(policy, { replies: { a: "connect_refused" } }).attempted).toEqual(["a", "b"]);
  });

  it("starts at a canary for its share of requests, and does not call that rescued", () => {
    const policy = policyOf(["a", { id: "b", kind: "http", canaryPercent: 2 }]);
    expect(serveScripted(policy, { request: { draw: 0.0199 } }).attempted).toEqual(["b"]);
    expect(serveScripted(policy, { request: { draw: 0.02 } }).attempted).toEqual(["a"]);
    const failed = serveScripted(policy, { request: { draw: 0 }, replies: { b: 503 } });
    expect(failed.attempted).toEqual(["b", "a"]);
    expect(resultOf(failed.decision)).toBe("canary");
    expect(resultOf(serveScripted(policy, { request: { draw: 0 }, states: { b: "ejected" } }).decision)).toBe(
      "primary",
    );
  });
});

describe("a client's deadline", () => {
  it("is its own where it ends what the policy would have waited for", () => {
    const missed = (clientDeadlineMs: number | undefined, replies: Record<string, Reply>) =>
      missedClientDeadline(
        serveScripted(policyOf(["a", sorry]), { replies, tookMs: 200, request: { clientDeadlineMs } })
          .decision,
      );
    expect(missed(100, { a: "deadline" })).toBe(true);
    expect(missed(100, { a: "connect_deadline" })).toBe(true);
    expect(missed(10, {})).toBe(true);
    expect(missed(20_000, { a: "deadline" })).toBe(false);
    expect(missed(undefined, { a: "deadline" })).toBe(false);
    expect(missed(5000, { a: "reset" })).toBe(false);
    expect(missed(5000, {})).toBe(false);
  });
});

describe("a canary without room", () => {
  it("costs no request, whether or not overload moves requests on", () => {
    const canary = { id: "b", kind: "http", canaryPercent: 10, maxConcurrent: 1 } as const;
    for (const overloaded of [true, false]) {
      const policy = policyOf(["a", { ...canary, onFailure: { overloaded } }]);
      const served = serveScripted(policy, { request: { draw: 0 }, inFlight: { b: 1 } });
      expect(served.attempted).toEqual(["a"]);
      expect(resultOf(served.decision)).toBe("primary");
    }
  });
});

describe("budget and deadline", () => {
  it("stops at maxAttempts, and local targets may still answer", () => {
    const replies = { a: 503, b: 503, c: 503 };
    expect(
      serveScripted(policyOf(["a", "b", "c", sorry], { budget: { maxAttempts: 2 } }), { replies }),
    ).toMatchObject({
      attempted: ["a", "b"],
      endId: "sorry",
    });
  });

  it("clips the attempt to what remains, and skips what could not be useful any more", () => {
    const policy = policyOf(["a", "b"], { budget: { deadlineMs: 300 } });
    const served = serveScripted(policy, { replies: { a: 503 }, tookMs: 200 });
    expect(served.decision.trace).toContainEqual(
      expect.objectContaining({ what: "attempt", target: "b", atMs: 1200 }),
    );
    const late = serveScripted(policy, { replies: { a: 503 }, tookMs: 260 });
    expect(late.attempted).toEqual(["a"]);
    expect(late.decision.trace).toContainEqual({ atMs: 1260, target: "b", what: "skip", reason: "deadline" });
  });

  it("takes the shorter of the client's and the policy's deadline", () => {
    const chain = compileChain(resolvePolicy(policyOf(["a"])));
    const facts = { method: "GET", bodyBytes: 0, receivedAtMs: 0, draw: 1, header: () => undefined };
    expect(beginServe(chain, { states: [] }, { ...facts, clientDeadlineMs: 70 }).step).toMatchObject({
      attemptMs: 70,
      attemptIsDeadline: true,
    });
    expect(beginServe(chain, { states: [] }, { ...facts, clientDeadlineMs: 1e6 }).step).toMatchObject({
      attemptMs: 20_000,
    });
    expect(beginServe(chain, { states: [] }, { ...facts, clientDeadlineMs: 10 }).step).toMatchObject({
      kind: "exhausted",
      status: 503,
    });
  });

  it("lets only local targets follow a slow failure", () => {
    const policy = policyOf(["a", "b", sorry], { budget: { slowFailureCutoffMs: 100 } });
    expect(serveScripted(policy, { replies: { a: 503 }, tookMs: 101 })).toMatchObject({
      attempted: ["a"],
      endId: "sorry",
    });
    expect(serveScripted(policy, { replies: { a: 503 }, tookMs: 100 })).toMatchObject({
      attempted: ["a", "b"],
    });
  });
});

describe("exhaustion", () => {
  it.each<[Reply, number]>([
    ["connect_refused", 502],
    ["reset", 502],
    ["connect_timeout", 504],
    ["first_byte_timeout", 504],
    ["connect_deadline", 504],
    ["deadline", 504],
  ])("answers %s with %i when there is nothing to relay", (reply, status) => {
    expect(serveScripted(policyOf(["a"]), { replies: { a: reply } }).end).toEqual({
      kind: "exhausted",
      relay: -1,
      status,
    });
  });

  it("relays the last or the first failed response, or words its own", () => {
    const replies = { a: 503, b: 502, c: "connect_refused" } as const;
    const end = (respond: "last" | "first" | "synthetic", status?: number) =>
      serveScripted(policyOf(["a", "b", "c"], { whenExhausted: { respond, status } }), { replies }).end;
    expect(end("last")).toEqual({ kind: "exhausted", relay: 1, status: 502 });
    expect(end("first")).toEqual({ kind: "exhausted", relay: 0, status: 503 });
    expect(end("synthetic")).toEqual({ kind: "exhausted", relay: -1, status: 503 });
    expect(end("synthetic", 599)).toEqual({ kind: "exhausted", relay: -1, status: 599 });
  });
});
