import { probeOf, type Behaviour } from "./behaviour.ts";
import { compileChain, type CompiledChain, type CompiledNetwork } from "./compile-chain.ts";
import { beginServe, nextStep } from "./decide.ts";
import type { Decision } from "./decision.ts";
import { resolvePolicy } from "./defaults.ts";
import type { AnyPolicy } from "./resolved.ts";
import { resultOf } from "./result.ts";
import { answeringTarget, react, requestFacts, type SimulatedRequest } from "./simulate.ts";
import type { ServeEvent } from "./step.ts";
import { nextProbeAt, onHealthProbe, onOutcome } from "./target-events.ts";
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
  rescued: number;
  failed: number;
  slowestMs: number;
  /** State of each network target at the end of the second. */
  states: Record<string, StateName>;
}

interface World {
  chain: CompiledChain;
  states: (TargetState | undefined)[];
  behaviours: Record<string, Behaviour>;
  seconds: SimulatedSecond[];
  agenda: Agenda;
}

/** Traffic at a steady rate, with health checks, ejection and hold-down, summarised per second of arrival. */
export function simulateMinute(input: MinuteSimulation): SimulatedSecond[] {
  const count = Math.min(600, Math.max(1, Math.trunc(input.seconds ?? 60)));
  const rate = Math.min(100, Math.max(1, Math.trunc(input.requestsPerSecond)));
  const chain = compileChain(resolvePolicy(input.policy));
  const world: World = {
    chain,
    states: chain.targets.map((target) => (target.network ? initialTargetState(target, 0) : undefined)),
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
    world.agenda.add(atMs, () => startRequest(world, input.request, atMs));
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
  return { second, answeredBy: {}, rescued: 0, failed: 0, slowestMs: 0, states: {} };
}

function namesOfStates(world: World, atMs: number): Record<string, StateName> {
  const names: Record<string, StateName> = {};
  for (const target of world.chain.targets) {
    const state = world.states[target.index];
    if (state) names[target.id] = stateAt(state, atMs);
  }
  return names;
}

function startRequest(world: World, request: SimulatedRequest, atMs: number): void {
  carryOn(world, beginServe(world.chain, world, requestFacts(request, atMs)), atMs);
}

function carryOn(world: World, decision: Decision, atMs: number): void {
  const event = react(decision, world.behaviours, atMs);
  if (!event) return finish(world, decision, atMs);
  world.agenda.add(event.atMs, () => {
    record(world, decision, event);
    nextStep(decision, event);
    if (decision.step.kind === "relay") finish(world, decision, event.atMs);
    else carryOn(world, decision, event.atMs);
  });
}

function record(world: World, decision: Decision, event: ServeEvent): void {
  if (decision.step.kind !== "attempt" || (event.kind !== "response" && event.kind !== "failed")) return;
  const target = world.chain.targets[decision.step.target];
  const state = target && world.states[target.index];
  if (target?.network && state) world.states[target.index] = onOutcome(target, state, event);
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
  if (id !== undefined) second.answeredBy[id] = (second.answeredBy[id] ?? 0) + 1;
}

function scheduleProbe(world: World, target: CompiledNetwork, atMs: number): void {
  if (atMs > world.seconds.length * 1000) return;
  world.agenda.add(atMs, () => {
    const state = world.states[target.index];
    if (!state || !target.active) return;
    const given = Object.hasOwn(world.behaviours, target.id) ? world.behaviours[target.id] : undefined;
    const limits = {
      timeoutMs: target.active.timeoutMs,
      statuses: target.activeStatus,
      tcp: target.active.type === "tcp",
    };
    const next = onHealthProbe(target, state, { ok: probeOf(given ?? { kind: "up" }, limits), atMs });
    world.states[target.index] = next;
    scheduleProbe(world, target, nextProbeAt(target, next, atMs));
  });
}

/** Things to do at virtual times, done in order of time and, at the same time, of arrival: a binary heap. */
class Agenda {
  private readonly heap: { atMs: number; order: number; run: () => void }[] = [];
  private added = 0;

  add(atMs: number, run: () => void): void {
    const { heap } = this;
    heap.push({ atMs, order: this.added++, run });
    for (let i = heap.length - 1; i > 0;) {
      const parent = (i - 1) >> 1;
      if (!this.swapIfEarlier(i, parent)) return;
      i = parent;
    }
  }

  /** Does everything due before `untilMs`. */
  runUntil(untilMs: number): void {
    for (let next = this.heap[0]; next && next.atMs < untilMs; next = this.heap[0]) {
      this.removeFirst();
      next.run();
    }
  }

  private removeFirst(): void {
    const { heap } = this;
    const last = heap.pop();
    if (heap.length === 0 || !last) return;
    heap[0] = last;
    for (let i = 0; ;) {
      const left = 2 * i + 1;
      const child = this.isEarlier(left + 1, left) ? left + 1 : left;
      if (!this.swapIfEarlier(child, i)) return;
      i = child;
    }
  }

  private swapIfEarlier(a: number, b: number): boolean {
    if (!this.isEarlier(a, b)) return false;
    const [first, second] = [this.heap[a], this.heap[b]];
    if (!first || !second) return false;
    this.heap[a] = second;
    this.heap[b] = first;
    return true;
  }

  private isEarlier(a: number, b: number): boolean {
    const [first, second] = [this.heap[a], this.heap[b]];
    if (!first || !second) return false;
    return first.atMs < second.atMs || (first.atMs === second.atMs && first.order < second.order);
  }
}
