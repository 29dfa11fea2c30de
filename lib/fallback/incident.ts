const RESCUES_TO_OPEN = 3;
const RESCUE_WINDOW_MS = 10_000;
const FULL_SHARE_TO_CLOSE_MS = 60_000;

/** Whether traffic of one version is away from its primary. Kept per version by every gateway. */
export interface IncidentState {
  readonly open: boolean;
  readonly openedAtMs: number;
  readonly openedBy: "state" | "rescues" | undefined;
  /** Requests answered by a later target, and requests that failed, since it opened. Kept after it closed. */
  readonly rescued: number;
  readonly failed: number;
  readonly firstError: string;
  readonly lastError: string;
  /** What the latest `serving` event said. */
  readonly offPrimary: boolean;
  /** Since when nothing was seen away from the primary. */
  readonly fullShareSinceMs: number;
  /** Rescues of the last 10 s that have not opened an incident yet. */
  readonly recent: readonly { readonly atMs: number; readonly error: string }[];
}

/**
 * `serving`: what `servingTarget` says, on every change. `rescued`, `failed`, `away`: a request's end as `resultOf` names it;
 * leave out canaries and drills. Requests answered by the primary need not be reported.
 * `tick`: time passes; at least once a second while open.
 */
export type IncidentEvent =
  | { readonly kind: "serving"; readonly offPrimary: boolean; readonly reason: string; readonly atMs: number }
  | { readonly kind: "rescued" | "failed"; readonly error: string; readonly atMs: number }
  | { readonly kind: "away"; readonly atMs: number }
  | { readonly kind: "tick"; readonly atMs: number };

export interface IncidentStep {
  readonly state: IncidentState;
  readonly change: "opened" | "closed" | undefined;
}

export const NO_INCIDENT: IncidentState = {
  open: false,
  openedAtMs: 0,
  openedBy: undefined,
  rescued: 0,
  failed: 0,
  firstError: "",
  lastError: "",
  offPrimary: false,
  fullShareSinceMs: 0,
  recent: [],
};

/** Opens when traffic leaves its primary by state or at 3 rescued requests within 10 s; closes after 60 s of full primary share. */
export function incidentStep(state: IncidentState, event: IncidentEvent): IncidentStep {
  return state.open ? whileOpen(state, event) : whileClosed(state, event);
}

function whileClosed(state: IncidentState, event: IncidentEvent): IncidentStep {
  switch (event.kind) {
    case "serving": {
      if (!event.offPrimary)
        return { state: state.offPrimary ? { ...state, offPrimary: false } : state, change: undefined };
      const recent = within(state, event.atMs);
      return open(
        { ...state, offPrimary: true, recent },
        { by: "state", error: event.reason, atMs: event.atMs },
      );
    }
    case "rescued": {
      const recent = [...within(state, event.atMs), { atMs: event.atMs, error: event.error }];
      if (recent.length < RESCUES_TO_OPEN) return { state: { ...state, recent }, change: undefined };
      return open({ ...state, recent }, { by: "rescues", error: event.error, atMs: event.atMs });
    }
    case "failed":
    case "away":
    case "tick":
      return { state, change: undefined };
  }
}

function within(state: IncidentState, atMs: number): IncidentState["recent"] {
  return state.recent.filter((rescue) => rescue.atMs > atMs - RESCUE_WINDOW_MS);
}

function open(
  state: IncidentState,
  why: { by: "state" | "rescues"; error: string; atMs: number },
): IncidentStep {
  const opened: IncidentState = {
    open: true,
    openedAtMs: why.atMs,
    openedBy: why.by,
    rescued: state.recent.length,
    failed: 0,
    firstError: state.recent[0]?.error ?? why.error,
    lastError: state.recent.at(-1)?.error ?? why.error,
    offPrimary: state.offPrimary,
    fullShareSinceMs: why.atMs,
    recent: [],
  };
  return { state: opened, change: "opened" };
}

function whileOpen(state: IncidentState, event: IncidentEvent): IncidentStep {
  switch (event.kind) {
    case "serving":
      // Another target's state, or a publish: the primary goes on as before.
      if (!event.offPrimary && !state.offPrimary) return on(state);
      return on({ ...state, offPrimary: event.offPrimary, fullShareSinceMs: event.atMs });
    case "rescued":
      return on({
        ...state,
        rescued: state.rescued + 1,
        lastError: event.error,
        fullShareSinceMs: event.atMs,
      });
    case "failed":
      return on({ ...state, failed: state.failed + 1, lastError: event.error, fullShareSinceMs: event.atMs });
    case "away":
      return on({ ...state, fullShareSinceMs: event.atMs });
    case "tick":
      if (state.offPrimary || event.atMs - state.fullShareSinceMs < FULL_SHARE_TO_CLOSE_MS) return on(state);
      return { state: { ...state, open: false }, change: "closed" };
  }
}

function on(state: IncidentState): IncidentStep {
  return { state, change: undefined };
}
