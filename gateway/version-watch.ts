import {
  applyRelease,
  differs,
  inServiceAfter,
  inServiceIndex,
  missedClientDeadline,
  newRetryBudget,
  onHealthProbe,
  pinnedIndex,
  reasonAt,
  reviveIncident,
  reviveInService,
  servingTarget,
  type IncidentEvent,
  type InService,
  type KeptVersion,
  type RetryBudget,
  type Serving,
  type TargetState,
  type Controls,
} from "#lib/fallback";
import type { IncidentReport, ServingReport } from "#lib/telemetry/schema";
import { adoptCells } from "./adopt-cells.ts";
import type { AttemptCounter } from "./attempt-counter.ts";
import { isoTime, type Clock } from "./clock.ts";
import type { EndpointChecks } from "./endpoint-checks.ts";
import type { Served } from "./exchange-services.ts";
import { IncidentWatch, type IncidentSubject } from "./incident-watch.ts";
import type { LiveRoute, PreparedRoute } from "./live-route.ts";
import { Prober } from "./prober.ts";
import { afterEvent, type CellEvent, type StateLink } from "./state-link.ts";
import { keepVersion, type Recalled, type Remembered, type StateMemory } from "./state-memory.ts";
import { nextReportAt, placesTaken, shownState, statesOf, type TargetCell } from "./target-cell.ts";

export interface WatchReports {
  serving(report: ServingReport): void;
  incident(report: IncidentReport): void;
}

interface WatchParts {
  clock: Clock;
  reports: WatchReports;
  checks: Pick<EndpointChecks, "join">;
  attempts: AttemptCounter;
  memory: StateMemory;
  /** Where several processes serve the version. */
  link: StateLink | undefined;
  incidents: Set<IncidentWatch>;
}

/** Longest wait of a timer in Node. */
const MAX_TIMER_MS = 2_147_483_647;

/** What is known of one version while it is served: target states, who answers, and whether an incident is open. */
export class VersionWatch implements Remembered {
  readonly #parts: WatchParts;
  #route: LiveRoute | undefined;
  readonly #incident: IncidentWatch;
  #reported = "";
  #timer: NodeJS.Timeout | undefined;
  readonly #retries: RetryBudget;
  #controls: Controls = {};
  /** Under sticky failback. */
  #inService: InService | undefined;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#retries = newRetryBudget(parts.clock.now());
    this.#incident = new IncidentWatch({
      report: (report) => parts.reports.incident(report),
      open: parts.incidents,
      subject: () => this.#subject(),
    });
  }

  /** Takes a new revision: unchanged targets keep their state and the probing goes on where it was. */
  adopt(prepared: PreparedRoute, controls: Controls): LiveRoute {
    const recalled = this.#route ? undefined : this.#parts.memory.recall(prepared.key);
    const cells = adoptCells(prepared, this.cells, { ...this.#parts, recalled });
    const route: LiveRoute = {
      ...prepared,
      cells,
      view: {
        states: cells.map((cell) => cell?.state),
        inFlight: cells.map((cell) => (cell ? placesTaken(cell) : 0)),
        retries: this.#retries,
        pinned: undefined,
        inService: undefined,
      },
      watch: this,
      lastCounted: { tally: undefined, row: undefined },
    };
    this.#route = route;
    if (recalled) this.#resume(recalled);
    for (const [index, cell] of cells.entries()) if (cell) this.#probe(cell, { route, index });
    this.#reported = "";
    this.control(controls);
    this.#parts.link?.adopted(this);
    return route;
  }

  /** What people on call have ordered: a pin holds until it is taken back, a release is applied once. */
  control(controls: Controls): void {
    this.#controls = controls;
    const route = this.#route;
    if (!route) return;
    route.view.pinned = pinnedIndex(route.chain, controls);
    for (const cell of route.cells) {
      if (!cell) continue;
      cell.state = applyRelease(route.chain, cell.slot, { state: cell.state, controls });
      route.view.states[cell.slot] = cell.state;
      this.#parts.link?.changed(this, cell);
    }
    this.#evaluate();
  }

  /** Goes on where an earlier process was. */
  #resume({ version, since }: Recalled): void {
    this.#inService = reviveInService(version, since);
    this.#incident.resume(reviveIncident(version.incident, since));
  }

  #probe(cell: TargetCell, at: { route: LiveRoute; index: number }): void {
    const upstream = at.route.upstreams[at.index];
    if (cell.target.active === undefined || !upstream) {
      cell.prober?.stop();
      cell.prober = undefined;
      return;
    }
    cell.prober ??= new Prober({
      checks: this.#parts.checks,
      report: (ok) =>
        this.update(cell, onHealthProbe(cell.target, cell.state, { ok, atMs: this.#parts.clock.now() })),
    });
    cell.prober.use({ upstream, cell });
  }

  /**
   * An attempt begins; every one comes to its `leave`, and what happens to it before that goes to `happen`. True when it took
   * a place of a half-open circuit.
   */
  enter(cell: TargetCell, atMs: number): boolean {
    this.occupy(cell, 1);
    return this.happen(cell, { kind: "attempt", atMs });
  }

  /** The attempt's response has ended, or there was none. */
  leave(cell: TargetCell): void {
    this.occupy(cell, -1);
  }

  /** Takes places, or gives them back; a tunnel takes the one that its attempt has just left. */
  occupy(cell: TargetCell, change: number): void {
    cell.inFlight += change;
    this.crowd(cell);
    this.#parts.link?.occupied(this, cell);
  }

  /** Counts anew how many requests are under way at the target. */
  crowd(cell: TargetCell): void {
    if (this.#route && cell.slot >= 0) this.#route.view.inFlight[cell.slot] = placesTaken(cell);
  }

  /** What a request did to a target's state, also one that began under an earlier revision. True when that changed it. */
  happen(cell: TargetCell, event: CellEvent): boolean {
    const state = afterEvent(cell.target, cell.state, event);
    const isChange = differs(cell.state, state);
    this.#parts.link?.happened({ watch: this, cell, event, isChange });
    this.update(cell, state);
    return isChange;
  }

  /** The key of the version's document; "" before it is served. */
  get key(): string {
    return this.#route?.key ?? "";
  }

  get cells(): readonly (TargetCell | undefined)[] {
    return this.#route?.cells ?? [];
  }

  /** Under sticky failback, who answers now. */
  get inService(): InService | undefined {
    return this.#inService;
  }

  /** Another process says who answers; what is known here of the targets may still move it on. */
  putInService(inService: InService | undefined): void {
    const { target, sinceMs } = this.#inService ?? {};
    if (inService?.target === target && inService?.sinceMs === sinceMs) return;
    this.#inService = inService;
    this.#evaluate();
  }

  update(cell: TargetCell, state: TargetState): void {
    if (state === cell.state) return;
    cell.state = state;
    if (!this.#route || cell.slot < 0) return;
    this.#route.view.states[cell.slot] = state;
    this.#evaluate();
    this.#parts.link?.changed(this, cell);
  }

  /** Looks at who serves now; reports a change at once, and wakes up when time alone will change it. */
  #evaluate(): void {
    const route = this.#route;
    if (!route) return;
    const now = this.#parts.clock.now();
    const given = { before: this.#inService, controls: this.#controls, nowMs: now };
    this.#inService = inServiceAfter(route.chain, route.view, given);
    route.view.inService = inServiceIndex(route.chain, this.#inService);
    const serving = servingTarget(route.chain, route.view, now);
    const names = route.cells.map((cell) => shownState(cell, now));
    const seen = `${serving.target} ${serving.reason ?? ""} ${names.join()}`;
    if (seen !== this.#reported) {
      this.#reported = seen;
      const reason = serving.offPrimary ? reasonOf(route, serving, now) : "";
      this.#parts.reports.serving({
        versionId: route.body.version.id,
        at: isoTime(now),
        target: serving.id ?? "",
        reason,
        states: statesOf(route, now),
      });
      this.incident({ kind: "serving", offPrimary: serving.offPrimary, reason, atMs: now });
    }
    this.#wake(route, now);
    this.#remember();
  }

  #wake(route: LiveRoute, now: number): void {
    clearTimeout(this.#timer);
    let next = Number.POSITIVE_INFINITY;
    for (const cell of route.cells) if (cell) next = Math.min(next, nextReportAt(cell, now));
    if (next === Number.POSITIVE_INFINITY) return;
    const waitMs = Math.min(Math.max(1, next - now), MAX_TIMER_MS);
    this.#timer = setTimeout(() => this.#evaluate(), waitMs).unref();
  }

  /** A finished request: what the incident detector has to know of it. Most requests are none of its business. */
  served({ decision, result, atMs }: Served): void {
    if (missedClientDeadline(decision)) return;
    if (result === "rescued" || result === "failed")
      this.#noticed({ kind: result, error: decision.reason, atMs });
    else if (result === "away") this.#noticed({ kind: "away", atMs });
  }

  #noticed(event: IncidentEvent): void {
    if (this.#parts.link?.incident(this, event) !== true) this.incident(event);
  }

  incident(event: IncidentEvent): void {
    if (this.#incident.take(event)) this.#remember();
  }

  #subject(): IncidentSubject | undefined {
    const route = this.#route;
    return (
      route && {
        versionId: route.body.version.id,
        primaryTarget: route.chain.targets[route.chain.home]?.id ?? "",
        servingTarget: servingTarget(route.chain, route.view, this.#parts.clock.now()).id ?? "",
      }
    );
  }

  #remember(): void {
    if (this.#route) this.#parts.memory.changed(this.#route.key, this);
  }

  keep(nowMs: number): KeptVersion | undefined {
    return keepVersion({
      cells: this.cells,
      incident: this.#incident.state,
      inService: this.#inService,
      nowMs,
    });
  }

  /** The gateway stops: what is open goes on in the next process. */
  stop(): void {
    clearTimeout(this.#timer);
    for (const cell of this.cells) cell?.prober?.stop();
  }

  /** The version is no longer served: an open incident ends with it. */
  end(): void {
    this.stop();
    this.#incident.end(this.#parts.clock.now());
    this.#parts.memory.forget(this.key);
    this.#parts.link?.released(this);
  }
}

/** Why the home target does not answer: somebody's order, what keeps it out of service, else why it is passed over. */
function reasonOf({ chain, cells }: LiveRoute, { reason = "" }: Serving, nowMs: number): string {
  const home = cells[chain.home];
  if (reason === "pinned" || !home) return reason;
  return reasonAt(home.state, nowMs) || reason;
}
