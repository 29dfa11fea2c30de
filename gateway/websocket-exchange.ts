import type { Duplex } from "node:stream";
import type { AttemptStep } from "#lib/fallback";
import { Exchange } from "./exchange.ts";
import type { ExchangeRequest, ExchangeServices } from "./exchange-services.ts";
import type { Attempt, AttemptListener, Order } from "./forward.ts";
import { Tunnel } from "./tunnel.ts";
import type { Tunnels } from "./tunnels.ts";
import { UpgradeAnswer } from "./upgrade-answer.ts";
import type { ForwardUpgrade } from "./websocket-forward.ts";
import type { Upgrade } from "./websocket-upgrade.ts";

interface WebSocketServices {
  services: ExchangeServices;
  forward: ForwardUpgrade;
  tunnels: Tunnels;
}

/** An upstream that has changed protocols, not yet taken. */
interface Upgraded {
  socket: Duplex;
  limits: AttemptStep;
}

/**
 * A request for a WebSocket. To the chain it is a GET like any other, asked of upstreams in another way; an answer of 101 that
 * is passed on makes a tunnel of the two connections, which holds its target's place until it ends.
 */
export class WebSocketExchange {
  readonly #with: WebSocketServices;
  readonly #in: ExchangeRequest;
  readonly #upgrade: Upgrade;
  #upgraded: Upgraded | undefined;

  constructor(given: WebSocketServices, input: ExchangeRequest, upgrade: Upgrade) {
    this.#with = given;
    this.#in = input;
    this.#upgrade = upgrade;
  }

  start(): void {
    const forward = (order: Order, listener: AttemptListener) => this.#forward(order, listener);
    const response = new UpgradeAnswer(this.#in.response, (headers) => this.#open(headers));
    new Exchange({ ...this.#with.services, forward }, { ...this.#in, response }).start();
  }

  #forward(order: Order, listener: AttemptListener): Attempt {
    const { key, headers } = this.#upgrade;
    const asked = { ...order, headers: [...order.headers, ...headers], key };
    return this.#with.forward(asked, listener, (attempt, { socket, rawHeaders }) => {
      this.#upgraded = { socket, limits: order.limits };
      listener.response(attempt, { status: 101, headers: rawHeaders, body: undefined });
      listener.ended(attempt, undefined);
      // The policy, or a client that has left, did not want it.
      if (this.#upgraded?.socket === socket) this.#drop();
    });
  }

  #drop(): void {
    this.#upgraded?.socket.destroy();
    this.#upgraded = undefined;
  }

  /** The 101 is passed on. False when there is nothing behind it any more. */
  #open(headers: readonly string[]): boolean {
    const { services, tunnels } = this.#with;
    const taken = this.#upgraded;
    this.#upgraded = undefined;
    if (!taken || taken.socket.destroyed) return false;
    const client = this.#accept(headers, taken.socket);
    if (!client) return false;
    const cell = this.#in.route.cells[taken.limits.target];
    const { watch } = this.#in.route;
    if (cell) watch.occupy(cell, 1);
    const tunnel: Tunnel = new Tunnel({
      client,
      upstream: taken.socket,
      idleMs: taken.limits.idleMs,
      clock: services.clock,
      closed: (by) => {
        tunnels.closed(tunnel, by);
        if (cell) watch.leave(cell);
      },
    });
    tunnels.add(tunnel);
    return true;
  }
  /** The client's side; undefined when it cannot be told, and then the upstream's ends. */
  #accept(headers: readonly string[], upstream: Duplex): Duplex | undefined {
    try {
      return this.#upgrade.accept(headers);
    } catch {
      upstream.destroy();
      return undefined;
    }
  }
}
