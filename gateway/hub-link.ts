import { stateAt } from "#lib/fallback";
import type { Clock } from "./clock.ts";
import { afterEvent, type StateLink } from "./state-link.ts";
import type { TargetCell } from "./target-cell.ts";
import type { VersionWatch } from "./version-watch.ts";
import { cellOf } from "./worker-link.ts";
import type { CellName, HubMessage, VersionStates, WorkerEvent } from "./worker-messages.ts";

interface LinkParts {
  clock: Clock;
  /** To all workers. */
  send(message: HubMessage): void;
  /** The version of that key; prepared if nobody needed it before. */
  watch(key: string): VersionWatch | undefined;
}

type StatesMessage = Extract<HubMessage, { kind: "states" }>;

/**
 * The hub's side of the shared target states: it takes the events of all workers in the order in which they arrive, decides
 * by the same rules as a gateway of one process, and tells all workers what holds.
 */
export class HubLink implements StateLink {
  readonly checks = "here";
  readonly #parts: LinkParts;
  readonly #changed = new Map<VersionWatch, Set<TargetCell>>();
  readonly #acks: Record<number, number> = {};
  /** Requests under way by worker, for targets with a limit. */
  readonly #places = new Map<string, { name: CellName; byWorker: Record<number, number> }>();
  readonly #crowded = new Set<string>();
  #isDue = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  adopted(): void {}

  released(watch: VersionWatch): void {
    this.#changed.delete(watch);
    for (const [id, { name }] of this.#places) if (name.key === watch.key) this.#places.delete(id);
  }

  happened(): void {}

  changed(watch: VersionWatch, cell: TargetCell): void {
    const cells = this.#changed.get(watch);
    if (cells) cells.add(cell);
    else this.#changed.set(watch, new Set([cell]));
    this.#schedule();
  }

  occupied(): void {}

  incident(): boolean {
    return false;
  }

  /** What a worker saw. */
  take(worker: number, events: readonly WorkerEvent[]): void {
    for (const event of events) {
      if (event.kind === "places") this.#occupy(worker, event);
      else if (event.kind === "incident") this.#parts.watch(event.key)?.incident(event.event);
      else this.#cellEvent(worker, event);
    }
  }

  #cellEvent(worker: number, event: Extract<WorkerEvent, { kind: "cell" | "successes" }>): void {
    if (event.kind === "cell") this.#acks[worker] = event.seq;
    const watch = this.#parts.watch(event.key);
    const cell = watch && cellOf(watch, event.target, event.identity);
    if (!cell) return;
    if (event.kind === "successes") {
      this.#succeed(watch, cell, event);
      return;
    }
    watch.update(cell, afterEvent(cell.target, cell.state, event.event));
    // Also when nothing changed: the worker believes that something did.
    this.changed(watch, cell);
  }

  /** They were answered while the worker's circuit was closed: in one that is open by now they say nothing. */
  #succeed(watch: VersionWatch, cell: TargetCell, { count, atMs }: { count: number; atMs: number }): void {
    const event = { kind: "first_event", atMs } as const;
    const success = { kind: "outcome", event, begunAtMs: atMs, isProbe: false } as const;
    // They waited to be told: a failure since is not followed by them, and they count without ending its row.
    const isLate = atMs < (cell.state.failuresAtMs.at(-1) ?? 0);
    for (let i = 0; i < count && cell.state.circuit.openUntilMs === 0; i++) {
      const state = afterEvent(cell.target, cell.state, success);
      if (!isLate) watch.update(cell, state);
    }
  }

  #occupy(worker: number, { key, target, identity, taken }: CellName & { taken: number }): void {
    const id = `${key}\n${target}\n${identity}`;
    let places = this.#places.get(id);
    if (!places) this.#places.set(id, (places = { name: { key, target, identity }, byWorker: {} }));
    places.byWorker[worker] = taken;
    this.#crowded.add(id);
    this.#schedule();
  }

  /** A worker is gone, and what it had under way with it. */
  forget(worker: number): void {
    delete this.#acks[worker];
    for (const [id, { byWorker }] of this.#places) {
      if (byWorker[worker] === undefined) continue;
      delete byWorker[worker];
      this.#crowded.add(id);
    }
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#isDue = false;
    if (this.#changed.size > 0) {
      const states = [...this.#changed].map(([watch, cells]) => statesOf(watch, cells));
      this.#changed.clear();
      this.#parts.send({ kind: "states", states, acks: { ...this.#acks } });
    }
    for (const id of this.#crowded) {
      const places = this.#places.get(id);
      if (places) this.#parts.send({ kind: "places", ...places.name, byWorker: places.byWorker });
    }
    this.#crowded.clear();
  }

  /** What a new worker must know of versions that are not simply up. */
  messagesFor(watches: Iterable<VersionWatch>): HubMessage[] {
    const now = this.#parts.clock.now();
    const states: VersionStates[] = [];
    for (const watch of watches) {
      const cells = watch.cells
        .filter((cell) => cell && !isPlain(cell, now))
        .map((cell) => cell as TargetCell);
      if (cells.length > 0 || watch.inService) states.push(statesOf(watch, new Set(cells)));
    }
    const message: StatesMessage = { kind: "states", states, acks: {} };
    const places = [...this.#places.values()].map(({ name, byWorker }) => ({
      kind: "places" as const,
      ...name,
      byWorker,
    }));
    return [message, ...places];
  }
}

function isPlain({ state }: TargetCell, nowMs: number): boolean {
  return stateAt(state, nowMs) === "up" && state.failuresAtMs.length === 0 && state.throttled.length === 0;
}

function statesOf(watch: VersionWatch, cells: ReadonlySet<TargetCell>): VersionStates {
  return {
    key: watch.key,
    cells: [...cells].map(({ target, identity, state }) => ({
      target: target.id,
      identity,
      // Workers count nothing: the hub has all their requests.
      state: { ...state, count: undefined },
    })),
    inService: watch.inService,
  };
}
