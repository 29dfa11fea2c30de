import { incidentStep, NO_INCIDENT, type IncidentEvent, type IncidentState } from "#lib/fallback";
import type { IncidentReport } from "#lib/telemetry/schema";
import { isoTime } from "./clock.ts";

/** What a report tells of the version besides the incident itself. */
export type IncidentSubject = Pick<IncidentReport, "versionId" | "primaryTarget" | "servingTarget">;

interface Closed {
  atMs: number;
  by: NonNullable<IncidentReport["closedBy"]>;
}

interface IncidentParts {
  report(report: IncidentReport): void;
  /** Those that are open: only these are ticked. */
  open: Set<IncidentWatch>;
  /** Undefined before the version is served. */
  subject(): IncidentSubject | undefined;
}

/** The incident detector of one version. Opening and closing are reported at once, everything between once a second. */
export class IncidentWatch {
  readonly #parts: IncidentParts;
  #state: IncidentState = NO_INCIDENT;
  #reported: IncidentState = NO_INCIDENT;

  constructor(parts: IncidentParts) {
    this.#parts = parts;
  }

  get state(): IncidentState {
    return this.#state;
  }

  /** Goes on with an incident that an earlier process had open. */
  resume(state: IncidentState): void {
    this.#state = state;
    if (!state.open) return;
    this.#parts.open.add(this);
    this.#report(state, undefined);
  }

  /** True when it opened or closed. */
  take(event: IncidentEvent): boolean {
    const before = this.#state;
    const { state, change } = incidentStep(before, event);
    this.#state = state;
    if (change === "opened") {
      this.#parts.open.add(this);
      this.#report(state, undefined);
    } else if (change === "closed") {
      this.#parts.open.delete(this);
      this.#report(before, { atMs: event.atMs, by: "recovered" });
    }
    return change !== undefined;
  }

  /** Once a second while it is open; true when it closed. */
  tick(nowMs: number): boolean {
    const isClosed = this.take({ kind: "tick", atMs: nowMs });
    if (this.#state.open && this.#state !== this.#reported) this.#report(this.#state, undefined);
    return isClosed;
  }

  /** The version is no longer served: an open incident ends with it. */
  end(nowMs: number): void {
    if (this.#state.open) this.#report(this.#state, { atMs: nowMs, by: "not_served" });
    this.#state = NO_INCIDENT;
    this.#parts.open.delete(this);
  }

  #report(incident: IncidentState, closed: Closed | undefined): void {
    const subject = this.#parts.subject();
    if (!subject) return;
    this.#reported = incident;
    this.#parts.report({
      ...subject,
      cause: incident.openedBy ?? "state",
      openedAt: isoTime(incident.openedAtMs),
      ...(closed && { closedAt: isoTime(closed.atMs), closedBy: closed.by }),
      firstError: incident.firstError.slice(0, 300),
      lastError: incident.lastError.slice(0, 300),
      rescued: incident.rescued,
      failed: incident.failed,
    });
  }
}
