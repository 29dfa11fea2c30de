import { Agent } from "node:http";
import { Http2Connections } from "./http2-connections.ts";
import { wholeAnswer, type Kind } from "./whole-answer.ts";

export interface TrafficCounts {
  requests: number;
  /** Requests that the policy promises to save, and whose whole 2xx answer did not come. */
  lost: number;
  /** Plain POSTs with an answer that is no 2xx: they may have been executed, so they are not sent again. */
  notPromised: number;
  byKind: Record<Kind, number>;
  /** Of all requests: sent over HTTP/2. */
  http2: number;
  /** The first few that were lost, to look into. */
  losses: string[];
}

interface TrafficOptions {
  urls: readonly string[];
  perSecond: number;
  /** What is being done to the installation, for the report of a loss. */
  faults(): string;
}

const SLICE_MS = 10;
const MAX_LOSSES = 50;
/** Every so many requests one goes over HTTP/2. */
const HTTP2_EVERY = 4;
/** In a hundred requests: the others are GET. */
const SHARES: [Kind, number][] = [
  ["keyed POST", 20],
  ["PUT", 5],
  ["plain POST", 5],
];

/** A steady rate over kept connections. Every request must be answered; those that are promised, with a whole 2xx. */
export class Traffic {
  readonly #options: TrafficOptions;
  /** Without a time of its own Node's agent does not heed for how long the gateway says that it keeps a connection. */
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256, timeout: 120_000 });
  readonly #http2 = new Http2Connections();
  readonly #pending = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt = performance.now();
  readonly counts: TrafficCounts = {
    requests: 0,
    lost: 0,
    notPromised: 0,
    byKind: { GET: 0, "keyed POST": 0, PUT: 0, "plain POST": 0 },
    http2: 0,
    losses: [],
  };

  constructor(options: TrafficOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#sendDue(), SLICE_MS);
  }

  #sendDue(): void {
    // By elapsed time, so that a late timer does not lower the rate.
    const due = Math.floor(((performance.now() - this.#startedAt) / 1000) * this.#options.perSecond);
    while (this.counts.requests < due) {
      const sent = this.#send(kindOf(this.counts.requests++)).finally(() => this.#pending.delete(sent));
      this.#pending.add(sent);
    }
  }

  async #send(kind: Kind): Promise<void> {
    const { urls } = this.#options;
    this.counts.byKind[kind]++;
    const startedAt = performance.now();
    const url = urls[this.counts.requests % urls.length] as string;
    const isHttp2 = this.counts.requests % HTTP2_EVERY === 0;
    if (isHttp2) this.counts.http2++;
    const came = await (isHttp2
      ? this.#http2.wholeAnswer({ kind, url })
      : wholeAnswer({ kind, url, agent: this.#agent }));
    if (came.status >= 200 && came.status < 300) return;
    const elapsed = Math.round(performance.now() - startedAt);
    if (kind === "plain POST" && came.status > 0) {
      this.counts.notPromised++;
      return;
    }
    this.counts.lost++;
    if (this.counts.losses.length >= MAX_LOSSES) return;
    const at = ((performance.now() - this.#startedAt) / 1000).toFixed(1);
    this.counts.losses.push(
      `${at} s: ${kind}${isHttp2 ? " over HTTP/2" : ""}: ${came.what} after ${elapsed} ms, during ${this.#options.faults()}`,
    );
  }

  /** Sends no more, waits for what is under way and closes the connections. */
  async stop(): Promise<TrafficCounts> {
    clearInterval(this.#timer);
    await Promise.all(this.#pending);
    this.#agent.destroy();
    this.#http2.close();
    return this.counts;
  }
}

function kindOf(n: number): Kind {
  // A step that is coprime to 100 mixes the kinds.
  let at = (n * 37) % 100;
  for (const [kind, share] of SHARES) {
    at -= share;
    if (at < 0) return kind;
  }
  return "GET";
}
