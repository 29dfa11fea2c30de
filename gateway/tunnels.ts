import { Counter, Gauge, type Registry } from "prom-client";
import type { Tunnel, TunnelEnd } from "./tunnel.ts";

const CHECK_MS = 250;

/** The tunnels of a gateway: counted, and told to end when it drains. */
export class Tunnels {
  readonly #open = new Set<Tunnel>();
  /** Ended, but not all of their last words are delivered. */
  readonly #ending = new Set<Tunnel>();
  #timer: NodeJS.Timeout | undefined;
  readonly #closed: Counter<"by">;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#closed = new Counter({
      name: "understudy_gateway_tunnels_closed_total",
      help: "WebSocket connections that ended, by who ended them.",
      labelNames: ["by"],
      registers,
    });
    const gauge: Gauge = new Gauge({
      name: "understudy_gateway_tunnels",
      help: "WebSocket connections that are open.",
      registers,
      collect: () => gauge.set(this.#open.size),
    });
  }

  add(tunnel: Tunnel): void {
    this.#open.add(tunnel);
    this.#timer ??= setInterval(() => this.#check(), CHECK_MS).unref();
  }

  closed(tunnel: Tunnel, by: TunnelEnd): void {
    this.#open.delete(tunnel);
    this.#ending.add(tunnel);
    this.#closed.inc({ by });
  }

  #check(): void {
    for (const tunnel of this.#open) tunnel.check();
    for (const tunnel of this.#ending) {
      if (tunnel.isGone) this.#ending.delete(tunnel);
      else tunnel.check();
    }
    if (this.#open.size + this.#ending.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  goAway(): void {
    for (const tunnel of this.#open) tunnel.goAway();
  }
}
