import { nextProbeAt } from "#lib/fallback";
import type { Clock } from "./clock.ts";
import type { Endpoint, HttpUpstream } from "./http-upstream.ts";
import type { TargetCell } from "./target-cell.ts";

/** One check of one endpoint; never rejects. */
export type Probe = (endpoint: Endpoint, upstream: HttpUpstream, cell: TargetCell) => Promise<boolean>;

interface Subject {
  upstream: HttpUpstream;
  cell: TargetCell;
}

interface ProberParts {
  clock: Clock;
  probe: Probe;
  report(ok: boolean): void;
}

/** A tenth more or less, so that gateways do not knock together. */
const JITTER = 0.1;
const FIRST_PROBE_MS = 1_000;

/** Active checks of one target, for as long as it is served; a publish changes what is checked, not when. */
export class Prober {
  readonly #parts: ProberParts;
  #subject: Subject | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(parts: ProberParts) {
    this.#parts = parts;
  }

  use(subject: Subject): void {
    const isFirst = this.#subject === undefined;
    this.#subject = subject;
    if (!isFirst) return;
    const intervalMs = subject.cell.target.active?.intervalMs ?? FIRST_PROBE_MS;
    this.#schedule(Math.random() * Math.min(intervalMs, FIRST_PROBE_MS));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(waitMs: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#check(), waitMs).unref();
  }

  /** A target is up while one of its endpoints is. */
  async #check(): Promise<void> {
    const subject = this.#subject;
    if (!subject || this.#stopped) return;
    const startedAtMs = this.#parts.clock.now();
    const { upstream, cell } = subject;
    const results = await Promise.all(
      upstream.endpoints.map((endpoint) => this.#parts.probe(endpoint, upstream, cell)),
    );
    if (this.#stopped) return;
    this.#parts.report(results.includes(true));
    const dueInMs = nextProbeAt(cell.target, cell.state, startedAtMs) - this.#parts.clock.now();
    this.#schedule(Math.max(1, dueInMs * (1 - JITTER + 2 * JITTER * Math.random())));
  }
}
