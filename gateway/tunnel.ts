import type { Duplex } from "node:stream";
import type { Clock } from "./clock.ts";
import { FrameBoundary, goingAwayFrame } from "./frame-boundary.ts";

/** Who ended a tunnel. */
export type TunnelEnd = "client" | "upstream" | "idle" | "drained";

interface TunnelParts {
  client: Duplex;
  upstream: Duplex;
  /** Longest silence of both sides. */
  idleMs: number;
  clock: Clock;
  closed(by: TunnelEnd): void;
}

/** How long a side may take what is still on its way to it after the other has ended. */
const LAST_WORDS_MS = 5_000;

/** Two connections that pass each other's WebSocket bytes on, no faster than they are taken. They end together. */
export class Tunnel {
  readonly #parts: TunnelParts;
  readonly #fromUpstream = new FrameBoundary();
  readonly #fromClient = new FrameBoundary();
  #lastByteMs: number;
  #ended: TunnelEnd | undefined;
  /** When it has to be looked at next. */
  #dueMs: number;

  constructor(parts: TunnelParts) {
    this.#parts = parts;
    this.#lastByteMs = parts.clock.now();
    this.#dueMs = this.#lastByteMs + parts.idleMs;
    const { client, upstream } = parts;
    this.#pass(client, { to: upstream, boundary: this.#fromClient, by: "client" });
    this.#pass(upstream, { to: client, boundary: this.#fromUpstream, by: "upstream" });
  }

  /** Neither side is there any more. */
  get isGone(): boolean {
    return this.#parts.client.closed && this.#parts.upstream.closed;
  }

  #pass(from: Duplex, { to, boundary, by }: { to: Duplex; boundary: FrameBoundary; by: TunnelEnd }): void {
    from.on("data", (chunk: Buffer) => {
      this.#lastByteMs = this.#parts.clock.now();
      if (this.#ended || to.destroyed) return;
      boundary.pass(chunk);
      if (to.write(chunk)) return;
      from.pause();
      to.once("drain", () => from.resume());
    });
    from.on("end", () => this.#end(by));
    from.on("error", () => this.#end(by));
    from.on("close", () => this.#end(by));
    from.resume();
  }

  /** The first to end ends both: what is on its way is still delivered. */
  #end(by: TunnelEnd): void {
    if (this.#ended) return;
    this.#ended = by;
    const { client, upstream, clock } = this.#parts;
    this.#dueMs = clock.now() + LAST_WORDS_MS;
    for (const side of [client, upstream]) {
      if (!side.destroyed && !side.writableEnded) side.end();
      // What still comes is of no use to anybody, but has to be read for the end to be seen.
      side.resume();
    }
    this.#parts.closed(by);
  }

  /** Ends it when it was silent for too long, and for good when its last words have had their time. */
  check(): void {
    const { client, upstream, clock, idleMs } = this.#parts;
    if (clock.now() < this.#dueMs) return;
    if (this.#ended) {
      client.destroy();
      upstream.destroy();
      return;
    }
    const silentMs = clock.now() - this.#lastByteMs;
    if (silentMs < idleMs) this.#dueMs = clock.now() + idleMs - silentMs;
    else this.#sayGoodbye("idle");
  }

  /** Ends it from here: both sides are told that this end goes away, where their streams allow a word in between. */
  goAway(): void {
    this.#sayGoodbye("drained");
  }

  #sayGoodbye(by: TunnelEnd): void {
    if (this.#ended) return;
    const { client, upstream } = this.#parts;
    if (this.#fromUpstream.isBetween) client.write(goingAwayFrame("server"));
    if (this.#fromClient.isBetween) upstream.write(goingAwayFrame("client"));
    this.#end(by);
  }
}
