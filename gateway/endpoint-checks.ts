import { setImmediate } from "node:timers/promises";
import { nextProbeAt } from "#lib/fallback";
import { sha256Hex } from "#lib/ids";
import type { Clock } from "./clock.ts";
import type { Endpoint, HttpUpstream } from "./http-upstream.ts";
import { healthCheckHeaders, type Probe } from "./probe.ts";
import type { TargetCell } from "./target-cell.ts";

/** A target that wants to know of one endpoint. Its fields may change while it is joined, as long as the key stays. */
export interface Member {
  endpoint: Endpoint;
  upstream: HttpUpstream;
  cell: TargetCell;
  report(ok: boolean): void;
}

interface CheckParts {
  clock: Clock;
  probe: Probe;
}

/** A tenth more or less, so that gateways do not knock together. */
const JITTER = 0.1;
const FIRST_CHECK_MS = 1_000;
/** Checks under way at a time; the others wait in line, so that many endpoints are not knocked at in one moment. */
const MAX_RUNNING = 256;
/** Members told between two looks at the event loop. */
const SLICE = 500;

/**
 * The active checks of a gateway. Targets that are reached the same way and checked the same way share one: however many
 * versions name an endpoint, it is asked once per interval.
 */
export class EndpointChecks {
  readonly #parts: CheckParts;
  readonly #checks = new Map<string, EndpointCheck>();
  readonly #waiting: EndpointCheck[] = [];
  #running = 0;

  constructor(parts: CheckParts) {
    this.#parts = parts;
  }

  /** Joins the check of that key, begins it where there is none. Call the result to leave. */
  join(key: string, member: Member): () => void {
    let check = this.#checks.get(key);
    if (!check) {
      check = new EndpointCheck(this.#parts, (due) => this.#enqueue(due));
      this.#checks.set(key, check);
    }
    check.add(member);
    return () => {
      if (check.remove(member)) this.#checks.delete(key);
    };
  }

  #enqueue(check: EndpointCheck): void {
    this.#waiting.push(check);
    if (this.#running < MAX_RUNNING) void this.#work();
  }

  async #work(): Promise<void> {
    this.#running++;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await next.run();
    this.#running--;
  }
}

class EndpointCheck {
  readonly #parts: CheckParts;
  readonly #due: (check: EndpointCheck) => void;
  readonly #members = new Set<Member>();
  #timer: NodeJS.Timeout | undefined;
  #dueAtMs = Number.POSITIVE_INFINITY;

  constructor(parts: CheckParts, due: (check: EndpointCheck) => void) {
    this.#parts = parts;
    this.#due = due;
  }

  /** The first member begins the check soon; so does one that is out of service until a check passes. */
  add(member: Member): void {
    const isFirst = this.#members.size === 0;
    this.#members.add(member);
    const intervalMs = member.cell.target.active?.intervalMs ?? FIRST_CHECK_MS;
    if (isFirst || member.cell.state.down)
      this.#schedule(Math.random() * Math.min(intervalMs, FIRST_CHECK_MS));
  }

  /** True when nobody is left. */
  remove(member: Member): boolean {
    this.#members.delete(member);
    if (this.#members.size > 0) return false;
    clearTimeout(this.#timer);
    return true;
  }

  #schedule(waitMs: number): void {
    const atMs = this.#parts.clock.now() + waitMs;
    // Under way or in line: it is scheduled anew when it has run.
    if (atMs >= this.#dueAtMs) return;
    clearTimeout(this.#timer);
    this.#dueAtMs = atMs;
    this.#timer = setTimeout(() => {
      this.#dueAtMs = Number.NEGATIVE_INFINITY;
      this.#due(this);
    }, waitMs).unref();
  }

  async run(): Promise<void> {
    const [any] = this.#members;
    if (!any) return;
    const startedAtMs = this.#parts.clock.now();
    const ok = await this.#parts.probe(any.endpoint, any.upstream, any.cell);
    let told = 0;
    for (const member of this.#members) {
      member.report(ok);
      if (++told % SLICE === 0) await setImmediate();
    }
    this.#dueAtMs = Number.POSITIVE_INFINITY;
    if (this.#members.size > 0) this.#schedule(this.#waitMs(startedAtMs));
  }

  /** As soon as the first member wants it. */
  #waitMs(startedAtMs: number): number {
    let dueAtMs = Number.POSITIVE_INFINITY;
    for (const { cell } of this.#members)
      dueAtMs = Math.min(dueAtMs, nextProbeAt(cell.target, cell.state, startedAtMs));
    const dueInMs = dueAtMs - this.#parts.clock.now();
    return Math.max(1, dueInMs * (1 - JITTER + 2 * JITTER * Math.random()));
  }
}

/** Equal keys: the same connections, the same question, the same judgement of the answer. */
export function checkKey({ endpoint, upstream, cell }: Omit<Member, "report">): string {
  const { active } = cell.target;
  const headers = active?.type === "http" ? healthCheckHeaders(endpoint, upstream, active) : [];
  return sha256Hex(JSON.stringify([endpoint.pool.id, active, headers]));
}
