import { Agenda } from "./agenda.ts";
import { probeOf, type Behaviour } from "./behaviour.ts";
import {
  compileChain,
  type CompiledChain,
  type CompiledNetwork,
  type CompiledTarget,
} from "./compile-chain.ts";
import { inServiceAfter, inServiceIndex, type InService } from "./controls.ts";
import { beginServe, nextStep } from "./decide.ts";
import type { Decision } from "./decision.ts";
import { resolvePolicy } from "./defaults.ts";
import type { RequestFacts } from "./request.ts";
import type { AnyPolicy } from "./resolved.ts";
import { resultOf } from "./result.ts";
import { countRequest, newRetryBudget, type RetryBudget } from "./retry-budget.ts";
import {
  answeringTarget,
  noteAttempt,
  noteOutcome,
  react,
  requestFacts,
  type SimulatedRequest,
} from "./simulate.ts";
import { nextProbeAt, onHealthProbe } from "./target-events.ts";
import { initialTargetState, stateAt, type StateName, type TargetState } from "./target-state.ts";

export interface MinuteSimulation {
  policy: AnyPolicy;
  request: SimulatedRequest;
  /** 1–100. */
  requestsPerSecond: number;
  /** Changes of behaviour over time; before its first change a target is up. */
  timeline: { atMs: number; target: string; behaviour: Behaviour }[];
  /** Default 60. At most 600. */
  seconds?: number;
}

export interface SimulatedSecond {
  second: number;
  /** Whole answers by target id, failures excluded. */
  answeredBy: Record<string, number>;
  /** Attempts on network targets by id, also those that came to nothing. */
  attempts: Record<string, number>;
  rescued: number;
  failed: number;
  slowestMs: number;
  /** Of the requests that were answered: the longest time before the answering target was asked. */
  addedMs: number;
  /** State of each network target at the end of the second. */
  states: Record<string, StateName>;
}

interface World {
  chain: CompiledChain;
  view: {
    states: (TargetState | undefined)[];
    inFlight: number[];
    retries: RetryBudget;
    inService: number | undefined;
  };
  inService: InService | undefined;
  behaviours: Record<string, Behaviour>;
  seconds: SimulatedSecond[];
  agenda: Agenda;
}

/**
 * Traffic at a steady rate, summarised per second of arrival, with all that bears on state: health checks, ejection, circuits,
 * respites, bulkheads, the retry budget, hold-down, slow start and sticky failback.
 */
export function simulateMinute(input: MinuteSimulation): SimulatedSecond[] {
  const count = Math.min(600, Math.max(1, Math.trunc(input.seconds ?? 60)));
  const rate = Math.min(100, Math.max(1, Math.trunc(input.requestsPerSecond)));
  const chain = compileChain(resolvePolicy(input.policy));
  const world: World = {
    chain,
    view: {
      states: chain.targets.map((target) => (target.network ? initialTargetState(target, 0) : undefined)),
      inFlight: chain.targets.map(() => 0),
      retries: newRetryBudget(0),
      inService: undefined,
    },
    inService: undefined,
    behaviours: {},
    seconds: Array.from({ length: count }, (_, second) => newSecond(second)),
    agenda: new Agenda(),
  };
  for (const change of input.timeline) {
    world.agenda.add(change.atMs, () => {
      world.behaviours[change.target] = change.behaviour;
    });
  }
  for (const target of chain.targets) if (target.network && target.active) scheduleProbe(world, target, 0);
  for (let i = 0; i < count * rate; i++) {
    const atMs = Math.floor((i * 1000) / rate);
    world.agenda.add(atMs, () =>
      startRequest(world, { ...requestFacts(input.request, atMs), draw: drawOf(i) }),
    );
  }
  for (const second of world.seconds) {
    const endMs = (second.second + 1) * 1000;
    world.agenda.runUntil(endMs);
    second.states = namesOfStates(world, endMs);
  }
  world.agenda.runUntil(Infinity);
  return world.seconds;
}

function newSecond(second: number): SimulatedSecond {
  return {
    second,
    answeredBy: {},
    attempts: {},
    rescued: 0,
    failed: 0,
    slowestMs: 0,
    addedMs: 0,
    states: {},
  };
}

function namesOfStates(world: World, atMs: number): Record<string, StateName> {
  const names: Record<string, StateName> = {};
  for (const target of world.chain.targets) {
    const state = world.view.states[target.index];
    if (state) names[target.id] = stateAt(state, atMs);
  }
  return names;
}

/** Draws spread evenly over [0, 1): the multiples of the golden ratio. The same in every run. */
function drawOf(request: number): number {
  return (request * 0.618_033_988_749_895) % 1;
}

function startRequest(world: World, request: RequestFacts): void {
  countRequest(world.view.retries, request.receivedAtMs);
  updateInService(world, request.receivedAtMs);
  carryOn(world, beginServe(world.chain, world.view, request), request.receivedAtMs);
}

function updateInService(world: World, nowMs: number): void {
  const { chain, view, inService } = world;
  world.inService = inServiceAfter(chain, view, { before: inService, controls: {}, nowMs });
  view.inService = inServiceIndex(chain, world.inService);
}

function carryOn(world: World, decision: Decision, atMs: number): void {
  const event = react(decision, world.behaviours, atMs);
  if (!event) return finish(world, decision, atMs);
  const { step } = decision;
  const target = step.kind === "attempt" ? world.chain.targets[step.target] : undefined;
  const isProbe = noteAttempt(decision, world.view.states, atMs);
  if (target) begin(world, target, decision.request.receivedAtMs);
  world.agenda.add(event.atMs, () => {
    if (target) world.view.inFlight[target.index] = (world.view.inFlight[target.index] ?? 1) - 1;
    noteOutcome(decision, world.view.states, { event, isProbe });
    nextStep(decision, event);
    if (decision.step.kind === "relay") finish(world, decision, event.atMs);
    else carryOn(world, decision, event.atMs);
  });
}

function begin({ view, seconds }: World, target: CompiledTarget, receivedAtMs: number): void {
  const attempts = seconds[Math.floor(receivedAtMs / 1000)]?.attempts;
  if (attempts) attempts[target.id] = (attempts[target.id] ?? 0) + 1;
  view.inFlight[target.index] = (view.inFlight[target.index] ?? 0) + 1;
}

function finish(world: World, decision: Decision, atMs: number): void {
  const receivedAtMs = decision.request.receivedAtMs;
  const second = world.seconds[Math.floor(receivedAtMs / 1000)];
  if (!second) return;
  second.slowestMs = Math.max(second.slowestMs, atMs - receivedAtMs);
  const result = resultOf(decision);
  if (result === "failed" || result === "refused") {
    second.failed += 1;
    return;
  }
  if (result === "rescued") second.rescued += 1;
  const id = world.chain.targets[answeringTarget(decision.step)]?.id;
  const askedAtMs = decision.step.kind === "relay" ? decision.attemptAtMs : atMs;
  second.addedMs = Math.max(second.addedMs, askedAtMs - receivedAtMs);
  if (id !== undefined) second.answeredBy[id] = (second.answeredBy[id] ?? 0) + 1;
}

function scheduleProbe(world: World, target: CompiledNetwork, atMs: number): void {
  if (atMs > world.seconds.length * 1000) return;
  world.agenda.add(atMs, () => {
    const state = world.view.states[target.index];
    if (!state || !target.active) return;
    const given = Object.hasOwn(world.behaviours, target.id) ? world.behaviours[target.id] : undefined;
    const limits = {
      timeoutMs: target.active.timeoutMs,
      statuses: target.activeStatus,
      tcp: target.active.type === "tcp",
    };
    const next = onHealthProbe(target, state, { ok: probeOf(given ?? { kind: "up" }, limits), atMs });
    world.view.states[target.index] = next;
    scheduleProbe(world, target, nextProbeAt(target, next, atMs));
  });
}
