import { compileChain, type CompiledChain } from "./compile-chain.ts";
import { beginServe, nextStep } from "./decide.ts";
import type { ChainView, Decision } from "./decision.ts";
import { resolvePolicy } from "./defaults.ts";
import type { AttemptEvent, Outcome } from "./outcome.ts";
import type { RequestFacts } from "./request.ts";
import type { AnyPolicy } from "./resolved.ts";
import type { RetryBudget } from "./retry-budget.ts";
import type { UnboundPolicy, UnboundTarget } from "./schema.ts";
import { noteAttempt, noteOutcome } from "./simulate.ts";
import type { ServeEvent, Step } from "./step.ts";
import type { AttemptResult } from "./target-events.ts";
import { initialTargetState, type TargetState } from "./target-state.ts";

/** What a target does in a test: a status, a failure, or (stale) nothing stored. Default: 200. */
export type Reply = number | Outcome | "no_entry";

/** One reply, or one per attempt, the last for all that follow. */
export type Replies = Reply | readonly Reply[];

export interface Script {
  replies?: Record<string, Replies>;
  /** On every response. */
  retryAfterMs?: number | undefined;
  /** Response headers. */
  answerHeaders?: Record<string, string>;
  /** Replies of 200 are event streams with this first event: what the hold comes to. */
  firstEvent?: "event" | Outcome;
  /** Time each attempt takes. */
  tookMs?: number;
  states?: Record<string, "ejected" | "open" | "half-open" | "cooling" | "held">;
  inFlight?: Record<string, number>;
  pinned?: string | undefined;
  inService?: string;
  retries?: RetryBudget | undefined;
  /** Let outcomes bear on the states, as a gateway does. */
  live?: boolean;
  request?: Partial<Omit<RequestFacts, "header">>;
  headers?: Record<string, string>;
}

export interface Served {
  /** Ids of the targets attempted, in order. */
  attempted: string[];
  attemptedAtMs: number[];
  waitedMs: number;
  end: Step;
  endId: string | undefined;
  decision: Decision;
}

/** A policy of plain http targets with these ids; more members as given. */
export function policyOf(
  chain: (string | UnboundTarget)[],
  more: Partial<UnboundPolicy> = {},
): UnboundPolicy {
  const targets = chain.map((target) =>
    typeof target === "string" ? { id: target, kind: "http" as const } : target,
  );
  return { apiVersion: "fallback/v1", id: "sample", chain: targets, ...more };
}

/** An attempt that began when it ended, and was let through where a circuit was half-open. */
export function atOnce(event: AttemptEvent): AttemptResult {
  return { event, begunAtMs: event.atMs, isProbe: true };
}

/** Serves one request with scripted replies and returns what was done. For tests. */
export function serveScripted(policy: AnyPolicy, script: Script = {}): Served {
  const chain = compileChain(resolvePolicy(policy));
  const view = viewOf(chain, script);
  const headers = script.headers ?? {};
  const facts = {
    method: "GET",
    bodyBytes: 0,
    receivedAtMs: 1000,
    draw: 1,
    withTrace: true,
    ...script.request,
  };
  const decision = beginServe(chain, view, { ...facts, header: (name) => headers[name] });
  const served: Served = {
    attempted: [],
    attemptedAtMs: [],
    waitedMs: 0,
    end: decision.step,
    endId: undefined,
    decision,
  };
  let atMs = facts.receivedAtMs;
  for (let event = react(served, script, atMs); event; event = react(served, script, atMs)) {
    const isProbe = script.live === true && noteAttempt(decision, view.states, atMs);
    atMs = event.atMs;
    if (script.live === true) noteOutcome(decision, view.states, { event, isProbe });
    nextStep(decision, event);
  }
  served.end = decision.step;
  served.endId = "target" in decision.step ? chain.targets[decision.step.target]?.id : undefined;
  return served;
}

function viewOf(chain: CompiledChain, script: Script): ChainView & { states: (TargetState | undefined)[] } {
  const indexOf = (id: string | undefined) => {
    const index = chain.targets.findIndex((target) => target.id === id);
    return index < 0 ? undefined : index;
  };
  return {
    states: chain.targets.map((target) =>
      target.network ? putInto(initialTargetState(target, 0), script.states?.[target.id]) : undefined,
    ),
    inFlight: chain.targets.map((target) => script.inFlight?.[target.id] ?? 0),
    retries: script.retries,
    pinned: indexOf(script.pinned),
    inService: indexOf(script.inService),
  };
}

function putInto(state: TargetState, name: string | undefined): TargetState {
  const circuit = { ...state.circuit, openUntilMs: name === "open" ? 1e9 : 1, opens: 1 };
  switch (name) {
    case "ejected":
      return { ...state, down: true };
    case "open":
      return { ...state, circuit };
    case "half-open":
      // As after a circuit that opened in the slow start of an earlier hold-down.
      return { ...state, circuit, heldUntilMs: 1e9, rampUntilMs: 1e9 };
    case "cooling":
      return { ...state, coolUntilMs: 1500 };
    case "held":
      return { ...state, heldUntilMs: 1e9, rampUntilMs: 1e9 };
    default:
      return state;
  }
}

function react(served: Served, script: Script, atMs: number): ServeEvent | undefined {
  const { step, chain } = served.decision;
  switch (step.kind) {
    case "wait":
      served.waitedMs += step.untilMs - atMs;
      return { kind: "waited", atMs: step.untilMs };
    case "local":
      return replyOf(served, script, step.target) === "no_entry"
        ? { kind: "local_unavailable", atMs }
        : undefined;
    case "hold":
      return firstEvent(script, atMs);
    case "attempt": {
      const reply = replyOf(served, script, step.target);
      served.attempted.push(chain.targets[step.target]?.id ?? "");
      served.attemptedAtMs.push(atMs);
      return attemptEvent(script, reply, atMs + Math.min(script.tookMs ?? 10, step.attemptMs));
    }
    default:
      return undefined;
  }
}

function replyOf(served: Served, script: Script, index: number): Reply {
  const id = served.decision.chain.targets[index]?.id ?? "";
  const given = script.replies?.[id] ?? 200;
  if (typeof given === "number" || typeof given === "string") return given;
  const before = served.attempted.filter((attempted) => attempted === id).length;
  return given[Math.min(before, given.length - 1)] ?? 200;
}

function firstEvent(script: Script, atMs: number): ServeEvent {
  const { firstEvent: given = "event" } = script;
  return given === "event"
    ? { kind: "first_event", atMs: atMs + 1 }
    : { kind: "failed", outcome: given, atMs: atMs + 1 };
}

function attemptEvent(script: Script, reply: Reply, atMs: number): ServeEvent {
  if (typeof reply !== "number") {
    return { kind: "failed", outcome: reply === "no_entry" ? "reset" : reply, atMs };
  }
  return {
    kind: "response",
    status: reply,
    atMs,
    retryAfterMs: script.retryAfterMs,
    awaitsEvent: script.firstEvent !== undefined && reply === 200,
    header: (name) => script.answerHeaders?.[name],
  };
}
