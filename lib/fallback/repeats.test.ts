import { describe, expect, it } from "vitest";
import { compileChain } from "./compile-chain.ts";
import { beginServe, nextStep } from "./decide.ts";
import { resolvePolicy } from "./defaults.ts";
import { drawFor } from "./request.ts";
import { resultOf } from "./result.ts";
import { countRepeat, newRetryBudget } from "./retry-budget.ts";
import type { FallbackPolicy, UnboundTarget } from "./schema.ts";
import { policyOf, serveScripted } from "./scripted-serve.ts";

const twice = { id: "a", kind: "http", attempts: { max: 2 } } as const satisfies UnboundTarget;
const patient: UnboundTarget = {
  ...twice,
  attempts: { max: 4, backoff: { baseMs: 100, maxMs: 250, jitter: "none" } },
};
const sorry: UnboundTarget = { id: "sorry", kind: "static", status: 503 };

describe("attempts on the same target", () => {
  it("come before the next target, and are no rescue when they succeed", () => {
    const served = serveScripted(policyOf([twice, "b"]), { replies: { a: [503, 200] } });
    expect(served.attempted).toEqual(["a", "a"]);
    expect(served.end).toEqual({ kind: "relay", target: 0 });
    expect(resultOf(served.decision)).toBe("primary");
    const both = serveScripted(policyOf([twice, "b"]), { replies: { a: 503 } });
    expect(both.attempted).toEqual(["a", "a", "b"]);
    expect(resultOf(both.decision)).toBe("rescued");
  });

  it("tell the gateway to take another endpoint", () => {
    const chain = compileChain(resolvePolicy(policyOf([twice])));
    const request = { method: "GET", bodyBytes: 0, receivedAtMs: 0, draw: 0, header: () => undefined };
    const decision = beginServe(chain, { states: [] }, request);
    expect(decision.step).toMatchObject({ kind: "attempt", repeat: 0 });
    let step = nextStep(decision, { kind: "failed", outcome: "reset", atMs: 1 });
    if (step.kind === "wait") step = nextStep(decision, { kind: "waited", atMs: step.untilMs });
    expect(step).toMatchObject({ kind: "attempt", target: 0, repeat: 1 });
  });

  it("back off exponentially up to a limit", () => {
    const served = serveScripted(policyOf([patient]), { replies: { a: 503 }, tookMs: 1 });
    expect(served.attemptedAtMs).toEqual([1000, 1101, 1302, 1553]);
  });

  it("draw the whole of the backoff anew each time under full jitter", () => {
    const jittery = { ...twice, attempts: { max: 4, backoff: { baseMs: 100, maxMs: 100, jitter: "full" } } };
    const policy = policyOf([jittery as UnboundTarget]);
    const request = { draw: 0.3 };
    const { attemptedAtMs } = serveScripted(policy, { replies: { a: 503 }, tookMs: 1, request });
    const waits = attemptedAtMs.slice(1).map((atMs, index) => atMs - (attemptedAtMs[index] ?? 0) - 1);
    expect(new Set(waits).size).toBe(3);
    expect(Math.max(...waits)).toBeLessThanOrEqual(100);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
  });

  it("stay within the request's attempts and its deadline", () => {
    const few = policyOf([patient, "b"], { budget: { maxAttempts: 3 } });
    expect(serveScripted(few, { replies: { a: 503 } }).attempted).toEqual(["a", "a", "a"]);
    const hurried = policyOf([patient, "b"], { budget: { deadlineMs: 190 } });
    expect(serveScripted(hurried, { replies: { a: 503 } }).attempted).toEqual(["a", "a", "b"]);
  });

  it("end when the target leaves service", () => {
    const passive = { failures: 2 };
    const policy = policyOf([{ ...patient, health: { passive } }, "b"]);
    const served = serveScripted(policy, { replies: { a: 503 }, live: true });
    expect(served.attempted).toEqual(["a", "a", "b"]);
    // No backoff either: the client is not kept waiting for a target that is out.
    expect(served.waitedMs).toBe(100);
  });

  it("need the body kept, even without another target", () => {
    const request = { method: "PUT", bodyBytes: 10 };
    expect(serveScripted(policyOf([twice]), { request }).decision.keepBody).toBe(true);
    expect(serveScripted(policyOf(["a"]), { request }).decision.keepBody).toBe(false);
  });

  it("repeat a PUT within one store, and a POST only before it was sent", () => {
    const put = { request: { method: "PUT" }, replies: { a: "reset" } } as const;
    expect(serveScripted(policyOf([twice, "b"]), put).attempted).toEqual(["a", "a"]);
    const never = policyOf([twice, "b"], { replay: { idempotentUnsafe: "never" } });
    expect(serveScripted(never, put).attempted).toEqual(["a"]);
    const post = { request: { method: "POST" } };
    expect(serveScripted(policyOf([twice]), { ...post, replies: { a: "reset" } }).attempted).toEqual(["a"]);
    expect(
      serveScripted(policyOf([twice]), { ...post, replies: { a: "connect_refused" } }).attempted,
    ).toEqual(["a", "a"]);
  });
});

describe("the retry budget", () => {
  const spent = () => {
    const budget = newRetryBudget(1000);
    for (let n = 0; n < 100; n++) countRepeat(budget, 1000);
    return budget;
  };
  const apart = (provider: string) => ({ failureDomain: { provider, region: "eu" } });

  it("pays for repeats on the same target, and not for another failure domain", () => {
    const replies = { a: 503 } as const;
    const served = serveScripted(policyOf([twice, "b"]), { replies, retries: spent() });
    expect(served.attempted).toEqual(["a", "b"]);
    const retries = newRetryBudget(1000);
    serveScripted(policyOf([twice, "b"]), { replies, retries });
    expect(retries.markedSum).toBe(1);
  });

  it("pays for a target of the same failure domain", () => {
    const b = (provider: string): UnboundTarget => ({ id: "b", kind: "http", ...apart(provider) });
    const chain = (provider: string) =>
      policyOf([{ id: "a", kind: "http", ...apart("x") }, b(provider), sorry]);
    const script = { replies: { a: 503 } } as const;
    expect(serveScripted(chain("x"), { ...script, retries: spent() }).attempted).toEqual(["a"]);
    expect(serveScripted(chain("y"), { ...script, retries: spent() }).attempted).toEqual(["a", "b"]);
    expect(serveScripted(chain("x"), { ...script, retries: newRetryBudget(1000) }).endId).toBe("b");
  });

  it("knows targets on one host for one failure domain", () => {
    const at = (id: string, url: string) => ({ id, kind: "http" as const, endpoints: [{ url }] });
    const policy: FallbackPolicy = {
      apiVersion: "fallback/v1",
      id: "sample",
      chain: [
        at("a", "http://one.example:1"),
        at("b", "http://one.example:2"),
        at("c", "http://two.example"),
      ],
    };
    const masks = compileChain(resolvePolicy(policy)).targets.map(
      (target) => target.network && target.sameDomain,
    );
    expect(masks).toEqual([0b011, 0b011, 0b100]);
  });
});

describe("a full target", () => {
  const full = { inFlight: { a: 5 } };
  const a = { id: "a", kind: "http", maxConcurrent: 5 } as const;

  it("is passed over", () => {
    const served = serveScripted(policyOf([a, "b"]), full);
    expect(served.attempted).toEqual(["b"]);
    expect(served.decision.reason).toBe("overloaded");
    expect(serveScripted(policyOf([a, "b"]), { inFlight: { a: 4 } }).attempted).toEqual(["a"]);
  });

  it("is never overrun, not even as the last resort", () => {
    const end = { kind: "exhausted", relay: -1, status: 503 };
    expect(serveScripted(policyOf([a]), full).end).toEqual(end);
    expect(serveScripted(policyOf([a]), { ...full, states: { a: "ejected" } }).end).toEqual(end);
    const anyway = policyOf([a], { allUnavailable: "try_anyway" });
    expect(serveScripted(anyway, { ...full, states: { a: "held" } }).end).toEqual(end);
  });

  it("sheds the request where overload moves nothing on", () => {
    const policy = policyOf([{ ...a, onFailure: { overloaded: false } }, "b"]);
    expect(serveScripted(policy, full).end).toEqual({ kind: "exhausted", relay: -1, status: 503 });
  });
});

describe("an open circuit", () => {
  it("is passed over, lets its probes through when half-open, and is the last resort", () => {
    const ab = policyOf(["a", "b"]);
    expect(serveScripted(ab, { states: { a: "open" }, request: { draw: 0.5 } }).attempted).toEqual(["b"]);
    const probing = { states: { a: "half-open" }, request: { draw: 0.5 } } as const;
    expect(serveScripted(ab, probing).attempted).toEqual(["a"]);
    expect(serveScripted(policyOf(["b", "a"]), { states: { a: "open", b: "open" } }).attempted).toEqual([
      "a",
    ]);
    const off = policyOf(["a", "b"], { triggers: { circuitOpen: false } });
    expect(serveScripted(off, { states: { a: "open" } }).attempted).toEqual(["a"]);
  });
});

describe("the order", () => {
  it("starts at the pinned target whatever its state, and goes only on from there", () => {
    const abc = policyOf(["a", "b", "c"]);
    for (const state of ["ejected", "open", "cooling", "held"] as const) {
      const served = serveScripted(abc, { pinned: "b", states: { b: state } });
      expect(served.attempted).toEqual(["b"]);
      expect(served.decision.reason).toBe("pinned");
      expect(resultOf(served.decision)).toBe("away");
    }
    expect(serveScripted(abc, { pinned: "b", replies: { b: 503, c: 503 } }).attempted).toEqual(["b", "c"]);
    expect(serveScripted(policyOf(["a", sorry]), { pinned: "sorry" }).endId).toBe("sorry");
  });

  it("takes no canary past a pin, nor past the target in service", () => {
    const canary: UnboundTarget = { id: "c", kind: "http", canaryPercent: 10 };
    const request = { draw: 0 };
    const sticky = policyOf(["a", "b", canary], { failback: { mode: "sticky" } });
    expect(serveScripted(sticky, { request }).attempted).toEqual(["c"]);
    expect(serveScripted(sticky, { request, pinned: "b" }).decision.canary).toBe(-1);
    expect(serveScripted(sticky, { request, inService: "b" }).attempted).toEqual(["b"]);
  });

  it("starts at the target in service under sticky failback, with the rest in chain order", () => {
    const sticky = policyOf(["a", "b", sorry], { failback: { mode: "sticky" } });
    const served = serveScripted(sticky, { inService: "b" });
    expect(served.attempted).toEqual(["b"]);
    expect(resultOf(served.decision)).toBe("away");
    expect(serveScripted(sticky, { inService: "b", replies: { b: 503 } }).attempted).toEqual(["b", "a"]);
    expect(serveScripted(policyOf(["a", "b"]), { inService: "b" }).attempted).toEqual(["a"]);
  });
});

describe("response headers", () => {
  it("move a request on, whatever the status", () => {
    const policy = policyOf(["a", "b"], {
      triggers: { responseHeader: [{ name: "X-Should-Fallback", equals: "1" }] },
    });
    const yes = serveScripted(policy, { answerHeaders: { "x-should-fallback": "1" } });
    expect(yes.attempted).toEqual(["a", "b"]);
    expect(yes.decision.reason).toBe("header x-should-fallback");
    expect(serveScripted(policy, { answerHeaders: { "x-should-fallback": "0" } }).attempted).toEqual(["a"]);
  });
});

describe("event streams held to their first event", () => {
  const policy = policyOf(["a", "b"], { stream: { commit: "first_event", firstEventMs: 700 } });

  it("are committed at it", () => {
    const served = serveScripted(policy, { firstEvent: "event" });
    expect(served.attempted).toEqual(["a"]);
    expect(served.end).toEqual({ kind: "relay", target: 0 });
    expect(served.decision.answerStatus).toBe(200);
  });

  it.each(["error_event", "empty_stream", "first_event_timeout", "reset"] as const)(
    "move on after %s",
    (outcome) => {
      const served = serveScripted(policy, { firstEvent: outcome });
      expect(served.attempted).toEqual(["a", "b"]);
      expect(served.end).toMatchObject({ kind: "exhausted", relay: -1 });
    },
  );

  it("are never awaited beyond the deadline, and never repeated for an unsafe request", () => {
    const chain = compileChain(resolvePolicy({ ...policy, budget: { deadlineMs: 600 } }));
    const request = { method: "GET", bodyBytes: 0, receivedAtMs: 0, draw: 1, header: () => undefined };
    const decision = beginServe(chain, { states: [] }, request);
    const response = { kind: "response", status: 200, awaitsEvent: true, atMs: 100 } as const;
    expect(nextStep(decision, response)).toEqual({
      kind: "hold",
      target: 0,
      firstEventMs: 500,
      isDeadline: true,
    });
    const post = { request: { method: "POST" }, firstEvent: "error_event" } as const;
    expect(serveScripted(policy, post).attempted).toEqual(["a"]);
  });
});

describe("draws", () => {
  it("are spread evenly and independent of each other", () => {
    const draws = Array.from({ length: 20_000 }, (_, n) => (n + 0.5) / 20_000);
    for (const [use, share] of [
      [0, 0.01],
      [3, 0.5],
      [101, 0.9],
    ] as const) {
      const taken = draws.filter((draw) => drawFor(draw, use) < share).length / draws.length;
      expect(Math.abs(taken - share)).toBeLessThan(0.02);
    }
    const both = draws.filter((draw) => drawFor(draw, 0) < 0.5 && drawFor(draw, 1) < 0.5).length;
    expect(Math.abs(both / draws.length - 0.25)).toBeLessThan(0.02);
    expect(drawFor(1, 5)).toBe(1);
  });
});
