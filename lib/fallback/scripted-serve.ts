import { compileChain } from "./compile-chain.ts";
import { beginServe, nextStep } from "./decide.ts";
import type { Decision } from "./decision.ts";
import { resolvePolicy } from "./defaults.ts";
import type { Outcome } from "./outcome.ts";
import type { RequestFacts } from "./request.ts";
import type { AnyPolicy } from "./resolved.ts";
import type { UnboundPolicy, UnboundTarget } from "./schema.ts";
import type { ServeEvent, Step } from "./step.ts";
import { initialTargetState, type TargetState } from "./target-state.ts";

/** What a target does in a test: a status, a failure, or (stale) nothing stored. Default: 200. */
export type Reply = number | Outcome | "no_entry";

export interface Script {
  replies?: Record<string, Reply>;
  /** Time each attempt takes. */
  tookMs?: number;
  states?: Record<string, "ejected" | "held">;
  request?: Partial<Omit<RequestFacts, "header">>;
  headers?: Record<string, string>;
}

export interface Served {
  /** Ids of the targets attempted, in order. */
  attempted: string[];
  attemptedAtMs: number[];
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

/** Serves one request with scripted replies and returns what was done. For tests. */
export function serveScripted(policy: AnyPolicy, script: Script = {}): Served {
  const chain = compileChain(resolvePolicy(policy));
  const states = chain.targets.map((target) => {
    if (!target.network) return undefined;
    const state: TargetState = initialTargetState(target, 0);
    const name = script.states?.[target.id];
    if (name === "ejected") return { ...state, down: true };
    return name === "held" ? { ...state, heldUntilMs: 1e9 } : state;
  });
  const headers = script.headers ?? {};
  const facts = {
    method: "GET",
    bodyBytes: 0,
    receivedAtMs: 1000,
    draw: 1,
    withTrace: true,
    ...script.request,
  };
  const decision = beginServe(chain, { states }, { ...facts, header: (name) => headers[name] });
  const served: Served = { attempted: [], attemptedAtMs: [], end: decision.step, endId: undefined, decision };
  let atMs = facts.receivedAtMs;
  for (let event = react(served, script, atMs); event; event = react(served, script, atMs)) {
    atMs = event.atMs;
    nextStep(decision, event);
  }
  served.end = decision.step;
  served.endId = "target" in decision.step ? chain.targets[decision.step.target]?.id : undefined;
  return served;
}

function react(served: Served, script: Script, atMs: number): ServeEvent | undefined {
  const { step, chain } = served.decision;
  if (step.kind !== "attempt" && step.kind !== "local") return undefined;
  const id = chain.targets[step.target]?.id ?? "";
  const reply = script.replies?.[id] ?? 200;
  if (step.kind === "local") return reply === "no_entry" ? { kind: "local_unavailable", atMs } : undefined;
  served.attempted.push(id);
  served.attemptedAtMs.push(atMs);
  const endMs = atMs + Math.min(script.tookMs ?? 10, step.attemptMs);
  if (typeof reply === "number") return { kind: "response", status: reply, atMs: endMs };
  return { kind: "failed", outcome: reply === "no_entry" ? "reset" : reply, atMs: endMs };
}
