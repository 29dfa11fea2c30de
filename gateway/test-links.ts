import { servingTarget } from "#lib/fallback";
import type { FallbackPolicy } from "#lib/fallback/schema";
import { AttemptCounter } from "./attempt-counter.ts";
import { HubLink } from "./hub-link.ts";
import { prepareRoute, type LiveRoute } from "./live-route.ts";
import type { StateLink } from "./state-link.ts";
import type { TargetCell } from "./target-cell.ts";
import { routeBody } from "./test-gateway.ts";
import { UpstreamPools } from "./upstream-pools.ts";
import { VersionWatch } from "./version-watch.ts";
import { WorkerLink } from "./worker-link.ts";
import type { HubMessage, WorkerEvent } from "./worker-messages.ts";

export const KEY = "routes/shop/v1";
const pools = new UpstreamPools({
  policy: () => ({ allow: [], deny: [], privateTargets: true }),
  purpose: "target",
});
const clock = { now: () => Date.now() };

/** One process that knows a version's states. */
class Side<L extends StateLink> {
  readonly link: L;
  readonly watch: VersionWatch;
  #route: LiveRoute | undefined;

  constructor(link: L) {
    this.link = link;
    this.watch = new VersionWatch({
      clock,
      link,
      reports: { serving: () => undefined, incident: () => undefined },
      checks: { join: () => () => undefined },
      attempts: new AttemptCounter(),
      memory: { recall: () => undefined, changed: () => undefined, forget: () => undefined },
      incidents: new Set(),
    });
  }

  /** Serves a revision; nothing is known of the version before the first. */
  adopt(fallback: FallbackPolicy): void {
    const parts = { pools, secret: () => "", sharing: undefined };
    this.#route = this.watch.adopt(prepareRoute(KEY, routeBody("shop", fallback), parts), {});
  }

  get route(): LiveRoute {
    if (!this.#route) throw new Error("it serves nothing yet");
    return this.#route;
  }

  /** The target that requests go to now. */
  get serving(): string | undefined {
    return servingTarget(this.route.chain, this.route.view, clock.now()).id;
  }

  cell(target: string): TargetCell {
    const cell = this.watch.cells.find((candidate) => candidate?.target.id === target);
    if (!cell) throw new Error(`there is no target ${target}`);
    return cell;
  }

  /** A request of which the target answers with a status. */
  answered(target: string, status: number): void {
    const cell = this.cell(target);
    const atMs = clock.now();
    const isProbe = this.watch.enter(cell, atMs);
    this.watch.leave(cell);
    const event = { kind: "response", status, headers: {}, atMs } as const;
    this.watch.happen(cell, { kind: "outcome", event, begunAtMs: atMs, isProbe });
  }
}

export type WorkerSide = Side<WorkerLink>;

/** A hub and its workers in one process, with JSON between them. Time and messages move as faked timers do. */
export class Links {
  readonly hub: Side<HubLink>;
  readonly workers: WorkerSide[] = [];
  /** What the hub has told all workers. */
  readonly told: HubMessage[] = [];
  /** What workers have told the hub. */
  readonly events: WorkerEvent[] = [];
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
    const link: HubLink = new HubLink({
      clock,
      send: (message) => this.#broadcast(message),
      watch: (key) => (key === KEY ? this.hub.watch : undefined),
    });
    this.hub = new Side(link);
    for (let i = 0; i < count; i++) this.worker();
  }

  /** One more, which has heard of nothing yet. */
  worker(): WorkerSide {
    const id = this.workers.length + 1;
    const send = (events: WorkerEvent[]) => {
      this.events.push(...events);
      this.hub.link.take(id, copy(events));
    };
    const worker = new Side(new WorkerLink({ id, workers: this.#count, send }));
    this.workers.push(worker);
    return worker;
  }

  /** Tells a new worker what it must know. */
  brief(worker: WorkerSide): void {
    for (const message of this.hub.link.messagesFor([this.hub.watch])) tell(worker, message);
  }

  adopt(fallback: FallbackPolicy): void {
    this.hub.adopt(fallback);
    for (const worker of this.workers) worker.adopt(fallback);
  }

  #broadcast(message: HubMessage): void {
    this.told.push(message);
    for (const worker of this.workers) tell(worker, message);
  }
}

/** What a worker hears from its hub. */
export function tell({ link }: WorkerSide, message: HubMessage): void {
  const heard = copy(message);
  if (heard.kind === "states") link.states(heard);
  else if (heard.kind === "places") link.places(heard);
}

function copy<T>(message: T): T {
  return JSON.parse(JSON.stringify(message));
}
