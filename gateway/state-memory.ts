import {
  keepIncident,
  keepState,
  type IncidentState,
  type InService,
  type KeptVersion,
  type Since,
} from "#lib/fallback";
import type { TargetCell } from "./target-cell.ts";

/** What was known of a version before this process served it. */
export interface Recalled {
  version: KeptVersion;
  since: Since;
}

/** A version's states, as far as they outlive the process. */
export interface Remembered {
  /** Undefined while nothing of it is worth keeping. */
  keep(nowMs: number): KeptVersion | undefined;
}

/** Where target states come from when a version is first served, and go when they change. */
export interface StateMemory {
  /** By the key of the version's document. Asked once. */
  recall(key: string): Recalled | undefined;
  /** Something that outlives the process may have changed. */
  changed(key: string, states: Remembered): void;
  /** The version is no longer served. */
  forget(key: string): void;
}

interface KnownVersion {
  cells: readonly (TargetCell | undefined)[];
  incident: IncidentState;
  inService: InService | undefined;
  nowMs: number;
}

/** What of a version's states outlives the process; undefined where there is nothing. */
export function keepVersion({ cells, incident, inService, nowMs }: KnownVersion): KeptVersion | undefined {
  const targets: KeptVersion["targets"] = {};
  for (const cell of cells) {
    const state = cell && keepState(cell.state, nowMs);
    if (state) targets[cell.target.id] = { identity: cell.place, state };
  }
  const kept = keepIncident(incident);
  if (Object.keys(targets).length === 0 && !kept && !inService) return undefined;
  return {
    targets,
    ...(inService ? { inService: { ...inService } } : {}),
    ...(kept ? { incident: kept } : {}),
  };
}
