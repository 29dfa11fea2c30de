import { describe, expect, it } from "vitest";
import { compileChain, type CompiledNetwork } from "./compile-chain.ts";
import { readRetryAfter, throttledUntil } from "./cooling.ts";
import { resolvePolicy } from "./defaults.ts";
import type { UnboundPolicy, UnboundTarget } from "./schema.ts";
import { atOnce, policyOf, serveScripted } from "./scripted-serve.ts";
import { onOutcome } from "./target-events.ts";
import { initialTargetState, nextChangeAt, reasonAt, stateAt } from "./target-state.ts";

function compiled(target: UnboundTarget, more: Partial<UnboundPolicy> = {}): CompiledNetwork {
  const first = compileChain(resolvePolicy(policyOf([target, "b"], more))).targets[0];
  if (!first?.network) throw new Error("not a network target");
  return first;
}

const a = { id: "a", kind: "http", onFailure: { status: [429, 503] } } as const satisfies UnboundTarget;
const plain = compiled(a);
const own = compiled({ ...a, failureDomain: { credential: "shared-key" } });
const told = (
  target: CompiledNetwork,
  more: { status: number; retryAfterMs?: number; credential?: string },
) => onOutcome(target, initialTargetState(target, 0), atOnce({ kind: "response", atMs: 100, ...more }));

describe("readRetryAfter", () => {
  const nowMs = Date.parse("2026-03-01T12:00:00Z");

  it.each([
    ["120", 120_000],
    ["99999999999", 99_999_999_999_000],
    ["9".repeat(400), Number.MAX_SAFE_INTEGER],
    [" 1 ", 1000],
    ["Sun, 01 Mar 2026 12:00:30 GMT", 30_000],
    ["Sunday, 01-Mar-26 12:00:30 GMT", 30_000],
    ["Sun Mar  1 12:00:30 2026", 30_000],
  ])("reads %s", (value, waitMs) => {
    expect(readRetryAfter(value, nowMs)).toBe(waitMs);
  });

  it.each([
    undefined,
    "",
    "0",
    "-5",
    "1.5",
    "soon",
    "Infinity",
    "2026-03-01T12:00:30Z",
    "Sun, 01 Mar 2026 11:59:59 GMT",
  ])("takes nothing from %s", (value) => {
    expect(readRetryAfter(value, nowMs)).toBeUndefined();
  });
});

describe("Retry-After", () => {
  it("is the reason for its respite, whatever put the target out of service before", () => {
    const recovered = { ...initialTargetState(plain, 0), cause: "probe" };
    expect(reasonAt(recovered, 50)).toBe("");
    const event = { kind: "response", status: 503, atMs: 100, retryAfterMs: 5000 } as const;
    expect(reasonAt(onOutcome(plain, recovered, atOnce(event)), 200)).toBe("cooling");
    expect(reasonAt({ ...recovered, down: true }, 200)).toBe("probe");
  });

  it("on 503 cools the target for as long, at most a minute", () => {
    const state = told(plain, { status: 503, retryAfterMs: 5000 });
    expect(stateAt(state, 5099)).toBe("cooling");
    expect(nextChangeAt(state, 200)).toBe(5100);
    expect(stateAt(state, 5100)).toBe("up");
    for (const retryAfterMs of [1e9, Number.MAX_SAFE_INTEGER])
      expect(told(plain, { status: 503, retryAfterMs }).coolUntilMs).toBe(60_100);
  });

  it("on 429 cools the target for the credential that was used", () => {
    expect(stateAt(told(own, { status: 429, retryAfterMs: 5000 }), 200)).toBe("cooling");
    const state = told(plain, { status: 429, retryAfterMs: 5000, credential: "alice" });
    expect(stateAt(state, 200)).toBe("up");
    expect(throttledUntil(state, "alice", 200)).toBe(5100);
    expect(throttledUntil(state, "alice", 5100)).toBe(0);
    expect(throttledUntil(state, "bob", 200)).toBe(0);
  });

  it("remembers a bounded number of clients", () => {
    let state = initialTargetState(plain, 0);
    for (let n = 0; n < 1500; n++) {
      const event = { kind: "response", status: 429, retryAfterMs: 5000, atMs: n } as const;
      state = onOutcome(plain, state, atOnce({ ...event, credential: `client ${n % 1200}` }));
    }
    expect(state.throttled).toHaveLength(1000);
    expect(throttledUntil(state, "client 299", 1500)).toBeGreaterThan(0);
  });

  it("cools nothing on an answer, nor where it is ignored", () => {
    const answers = compiled({ id: "a", kind: "http" });
    expect(told(answers, { status: 429, retryAfterMs: 5000 }).throttled).toEqual([]);
    const ignoring = compiled(a, { retryAfter: { mode: "ignore" } });
    expect(told(ignoring, { status: 503, retryAfterMs: 5000 }).coolUntilMs).toBe(0);
    expect(told(plain, { status: 503 }).coolUntilMs).toBe(0);
  });
});

describe("a cooling target", () => {
  const waiting = { retryAfter: { mode: "wait", maxWaitMs: 600 } } as const;

  it("is passed over, and tried last when nothing else is there", () => {
    const served = serveScripted(policyOf(["a", "b"]), { states: { a: "cooling" } });
    expect(served.attempted).toEqual(["b"]);
    expect(served.decision.reason).toBe("cooling");
    expect(serveScripted(policyOf(["a"]), { states: { a: "cooling" } }).attempted).toEqual(["a"]);
  });

  it("is waited for within the limit and the deadline only", () => {
    const cooling = { states: { a: "cooling" } } as const;
    const served = serveScripted(policyOf(["a", "b"], waiting), cooling);
    expect(served.attempted).toEqual(["a"]);
    expect(served.waitedMs).toBe(500);
    const short = { retryAfter: { mode: "wait", maxWaitMs: 400 } } as const;
    expect(serveScripted(policyOf(["a", "b"], short), cooling).attempted).toEqual(["b"]);
    const hurried = policyOf(["a", "b"], { ...waiting, budget: { deadlineMs: 510 } });
    expect(serveScripted(hurried, cooling).attempted).toEqual(["b"]);
  });

  it("is waited for and repeated where attempts allow it, else left", () => {
    const script = { replies: { a: [503, 200] }, retryAfterMs: 300, live: true } as const;
    const again = policyOf([{ id: "a", kind: "http", attempts: { max: 2 } }, "b"], waiting);
    const served = serveScripted(again, script);
    expect(served.attempted).toEqual(["a", "a"]);
    expect(served.waitedMs).toBe(300);
    expect(serveScripted(policyOf(["a", "b"], waiting), script).attempted).toEqual(["a", "b"]);
  });
});
