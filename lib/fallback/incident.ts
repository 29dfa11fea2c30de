/** Whether traffic of one version is away from its primary. Kept per version by every gateway. */
export interface IncidentState {
  readonly open: boolean;
  readonly openedAtMs: number;
  readonly openedBy: "state" | "rescues" | undefined;
  /** Requests answered by a later target, and requests nobody answered, since it opened. */
  readonly rescued: number;
  readonly failed: number;
  readonly firstError: string;
  readonly lastError: string;
  readonly offPrimary: boolean;
  /** Since when every request went to the primary. */
  readonly fullShareSinceMs: number;
  /** Recent rescues that have not opened an incident yet. */
  readonly recent: readonly { atMs: number; error: string }[];
}

/**
 * `serving`: `servingTarget` changed (send on change). `rescued`, `failed`: a request's end; leave out canaries and drills.
 * `away`: a request answered by another target because of state. Requests answered by the primary need not be reported.
 * `tick`: time passes; send at least every second while open.
 */
export type IncidentEvent =
  | { kind: "serving"; offPrimary: boolean; reason: string; atMs: number }
  | { kind: "rescued"; error: string; atMs: number }
  | { kind: "failed"; error: string; atMs: number }
  | { kind: "away"; atMs: number }
  | { kind: "tick"; atMs: number };

export interface IncidentStep {
  state: IncidentState;
  change: "opened" | "closed" | undefined;
}

export declare const NO_INCIDENT: IncidentState;
/** Opens when traffic leaves its primary by state or at 3 rescued requests within 10 s; closes after 60 s of full primary share. */
export declare function incidentStep(state: IncidentState, event: IncidentEvent): IncidentStep;
