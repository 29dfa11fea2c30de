import {
  onAbandoned,
  onAttempt,
  onOutcome,
  type AttemptResult,
  type Begun,
  type CompiledNetwork,
  type IncidentEvent,
  type TargetState,
} from "#lib/fallback";
import type { TargetCell } from "./target-cell.ts";
import type { VersionWatch } from "./version-watch.ts";

/** What requests do to a target's state. Plain JSON. */
export type CellEvent =
  | { readonly kind: "attempt"; readonly atMs: number }
  | ({ readonly kind: "abandoned" } & Begun)
  | ({ readonly kind: "outcome" } & AttemptResult);

/** The state of a target after an event; the same object where nothing but a count changed. */
export function afterEvent(target: CompiledNetwork, state: TargetState, event: CellEvent): TargetState {
  switch (event.kind) {
    case "attempt":
      return onAttempt(target, state, event.atMs);
    case "abandoned":
      return onAbandoned(state, event);
    case "outcome":
      return onOutcome(target, state, event);
  }
}

/** One event at one target of one version. */
export interface Happening {
  watch: VersionWatch;
  cell: TargetCell;
  event: CellEvent;
  /** The state changed here, not just a count. */
  isChange: boolean;
}

/**
 * How a process of a gateway with several workers shares target states with the others. A gateway of one process has none:
 * there the states are simply its own.
 */
export interface StateLink {
  /** Where targets are checked actively. */
  readonly checks: "here" | "elsewhere";
  /** The version is served here from now on, or has a new revision. */
  adopted(watch: VersionWatch): void;
  /** It no longer is. */
  released(watch: VersionWatch): void;
  happened(happening: Happening): void;
  /** The state of a target is another now. */
  changed(watch: VersionWatch, cell: TargetCell): void;
  /** The requests under way at the target here are more or fewer now. */
  occupied(watch: VersionWatch, cell: TargetCell): void;
  /** True when another process detects incidents: then it is told. */
  incident(watch: VersionWatch, event: IncidentEvent): boolean;
}
