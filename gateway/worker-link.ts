import { isFromBefore, type IncidentEvent, type TargetState } from "#lib/fallback";
import { afterEvent, type CellEvent, type Happening, type StateLink } from "./state-link.ts";
import type { TargetCell } from "./target-cell.ts";
import type { VersionWatch } from "./version-watch.ts";
import type { CellName, HubMessage, VersionStates, WorkerEvent } from "./worker-messages.ts";

interface LinkParts {
  /** Number of this worker. */
  id: number;
  workers: number;
  send(events: WorkerEvent[]): void;
}

/** Successes change nothing but counts: the hub hears of them together. */
const SUCCESSES_MS = 25;

type Places = Extract<HubMessage, { kind: "places" }>;

interface Told extends CellName {
  seq: number;
  event: CellEvent;
}

/**
 * A worker's side of the shared target states. What happens here takes effect here at once and is told to the hub, which
 * puts the events of all workers in one order and answers with the states that hold. What it has not answered yet is
 * applied on top of them, so that a worker never forgets what it has just seen.
 */
export class WorkerLink implements StateLink {
  readonly checks = "elsewhere";
  readonly #parts: LinkParts;
  readonly #watches = new Map<string, VersionWatch>();
  /** States of versions that nobody has asked this worker for yet. */
  readonly #early = new Map<string, VersionStates>();
  /** By version, the last of each limited target that could not be applied: the route or its limit is not here yet. */
  readonly #earlyPlaces = new Map<string, Map<string, Places>>();
  #told: Told[] = [];
  #seq = 0;
  #outbox: WorkerEvent[] = [];
  readonly #crowded = new Map<TargetCell, VersionWatch>();
  readonly #successes = new Map<TargetCell, { watch: VersionWatch; count: number; atMs: number }>();
  #soon: NodeJS.Immediate | undefined;
  #later: NodeJS.Timeout | undefined;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  adopted(watch: VersionWatch): void {
    this.#watches.set(watch.key, watch);
    for (const cell of watch.cells) if (cell) this.#limit(watch, cell);
    const places = this.#earlyPlaces.get(watch.key);
    this.#earlyPlaces.delete(watch.key);
    for (const message of places?.values() ?? []) this.places(message);
    const early = this.#early.get(watch.key);
    this.#early.delete(watch.key);
    if (early) this.#adoptStates(watch, early);
  }

  released(watch: VersionWatch): void {
    this.#watches.delete(watch.key);
    this.#early.delete(watch.key);
    this.#earlyPlaces.delete(watch.key);
  }

  /** Where a limit is new, the others do not know what is under way here. */
  #limit(watch: VersionWatch, cell: TargetCell): void {
    if (cell.elsewhere || cell.target.maxConcurrent === Infinity) return;
    cell.elsewhere = { workers: this.#parts.workers, taken: 0, told: 0 };
    watch.crowd(cell);
    if (cell.inFlight > 0) this.occupied(watch, cell);
  }

  happened({ watch, cell, event, isChange }: Happening): void {
    if (isChange) {
      this.#flushSuccesses(cell);
      const told = { ...nameOf(watch, cell), seq: ++this.#seq, event };
      this.#told.push(told);
      this.#post({ kind: "cell", ...told });
    } else if (event.kind === "outcome" && isSuccess(event) && !isFromBefore(cell.state, event)) {
      const known = this.#successes.get(cell);
      if (known) {
        known.count++;
        known.atMs = event.event.atMs;
      } else this.#successes.set(cell, { watch, count: 1, atMs: event.event.atMs });
      this.#later ??= setTimeout(() => this.flush(), SUCCESSES_MS).unref();
    }
  }

  /** The hub says what holds. */
  changed(): void {}

  occupied(watch: VersionWatch, cell: TargetCell): void {
    if (!cell.elsewhere) return;
    this.#crowded.set(cell, watch);
    this.#schedule();
  }

  incident(watch: VersionWatch, event: IncidentEvent): boolean {
    this.#post({ kind: "incident", key: watch.key, event });
    return true;
  }

  #post(event: WorkerEvent): void {
    this.#outbox.push(event);
    this.#schedule();
  }

  #schedule(): void {
    this.#soon ??= setImmediate(() => this.flush());
  }

  #flushSuccesses(cell: TargetCell): void {
    const known = this.#successes.get(cell);
    if (!known) return;
    this.#successes.delete(cell);
    const { watch, count, atMs } = known;
    this.#outbox.push({ kind: "successes", ...nameOf(watch, cell), count, atMs });
  }

  /** Tells the hub what it does not know yet. */
  flush(): void {
    clearImmediate(this.#soon);
    clearTimeout(this.#later);
    this.#soon = undefined;
    this.#later = undefined;
    for (const cell of this.#successes.keys()) this.#flushSuccesses(cell);
    for (const [cell, watch] of this.#crowded)
      this.#outbox.push({ kind: "places", ...nameOf(watch, cell), taken: cell.inFlight });
    this.#crowded.clear();
    if (this.#outbox.length === 0) return;
    this.#parts.send(this.#outbox);
    this.#outbox = [];
  }

  /** States that hold from now on. */
  states({ states, acks }: Extract<HubMessage, { kind: "states" }>): void {
    const ack = acks[this.#parts.id] ?? 0;
    this.#told = this.#told.filter(({ seq }) => seq > ack);
    for (const version of states) {
      const watch = this.#watches.get(version.key);
      if (watch) this.#adoptStates(watch, version);
      else this.#keepEarly(version);
    }
  }

  #keepEarly(version: VersionStates): void {
    const before = this.#early.get(version.key)?.cells ?? [];
    const isNew = ({ target }: { target: string }) => !version.cells.some((cell) => cell.target === target);
    this.#early.set(version.key, { ...version, cells: [...before.filter(isNew), ...version.cells] });
  }

  #adoptStates(watch: VersionWatch, version: VersionStates): void {
    for (const { target, identity, state } of version.cells) {
      const cell = cellOf(watch, target, identity);
      if (cell) watch.update(cell, this.#ahead(watch, cell, { ...state, count: undefined }));
    }
    // Last: while only some of the states are taken, somebody else may seem to answer.
    watch.putInService(version.inService);
  }

  /** The hub's state with what it has not heard of yet on top. */
  #ahead(watch: VersionWatch, cell: TargetCell, state: TargetState): TargetState {
    let ahead = state;
    for (const told of this.#told) {
      if (told.key === watch.key && told.target === cell.target.id && told.identity === cell.identity)
        ahead = afterEvent(cell.target, ahead, told.event);
    }
    return ahead;
  }

  /** What the workers have under way at a target with a limit. */
  places(message: Places): void {
    const { key, target, identity, byWorker } = message;
    const watch = this.#watches.get(key);
    const cell = watch && cellOf(watch, target, identity);
    const all = Object.values(byWorker).reduce((sum, taken) => sum + taken, 0);
    if (!watch || !cell?.elsewhere) {
      this.#keepPlaces(message, all);
      return;
    }
    const told = byWorker[this.#parts.id] ?? 0;
    Object.assign(cell.elsewhere, { told, taken: all - told });
    watch.crowd(cell);
  }

  /** Where nothing is under way there is nothing to remember. */
  #keepPlaces(message: Places, all: number): void {
    const { key, target, identity } = message;
    const kept = this.#earlyPlaces.get(key) ?? new Map<string, Places>();
    if (all > 0) kept.set(`${target}\n${identity}`, message);
    else kept.delete(`${target}\n${identity}`);
    if (kept.size > 0) this.#earlyPlaces.set(key, kept);
    else this.#earlyPlaces.delete(key);
  }
}

/** What an outcome that changed nothing says: a success, or nothing (yet). */
function isSuccess({ event }: Extract<CellEvent, { kind: "outcome" }>): boolean {
  return event.kind === "first_event" || (event.kind === "response" && event.awaitsEvent !== true);
}

function nameOf(watch: VersionWatch, cell: TargetCell): CellName {
  return { key: watch.key, target: cell.target.id, identity: cell.identity };
}

/** Undefined when the version has no such target any more, or reaches it otherwise. */
export function cellOf(watch: VersionWatch, target: string, identity: string): TargetCell | undefined {
  return watch.cells.find((cell) => cell?.target.id === target && cell.identity === identity);
}
