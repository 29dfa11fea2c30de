import type { AnyPolicy } from "./resolved.ts";
import type { StateName } from "./target-state.ts";
import type { TraceEntry } from "./step.ts";

/** How an upstream behaves in a simulation. `slow` answers 200 after `ms`. */
export type Behaviour =
  | { kind: "up" }
  | { kind: "refused" }
  | { kind: "hangs" }
  | { kind: "reset" }
  | { kind: "slow"; ms: number }
  | { kind: "status"; status: number };

export interface SimulatedRequest {
  method: string;
  bodyBytes: number;
  headers: Record<string, string>;
}

export interface Simulation {
  policy: AnyPolicy;
  /** By target id; absent = up. A `stale` target has an entry unless it is `refused`. */
  behaviours: Record<string, Behaviour>;
  request: SimulatedRequest;
  /** Targets that are out of service at the start, by id. */
  states?: Record<string, "ejected" | "held">;
}

export interface SimulationResult {
  trace: TraceEntry[];
  /** Who answered; absent = the gateway itself. */
  target: string | undefined;
  status: number;
  elapsedMs: number;
  attempts: number;
  rescued: boolean;
}

/** One request through the very machine of the gateway, on a virtual clock that starts at 0. */
export declare function simulate(input: Simulation): SimulationResult;

export interface MinuteSimulation {
  policy: AnyPolicy;
  request: SimulatedRequest;
  /** 1–100. */
  requestsPerSecond: number;
  /** Changes of behaviour over time; before the first, every target is up. */
  timeline: { atMs: number; target: string; behaviour: Behaviour }[];
  /** Default 60. At most 600. */
  seconds?: number;
}

export interface SimulatedSecond {
  second: number;
  /** Answers by target id. */
  answeredBy: Record<string, number>;
  rescued: number;
  failed: number;
  slowestMs: number;
  /** State of each network target at the end of the second. */
  states: Record<string, StateName>;
}

/** Traffic at a steady rate, with health checks, ejection and hold-down, summarised per second of arrival. */
export declare function simulateMinute(input: MinuteSimulation): SimulatedSecond[];
