import { createServer } from "node:net";
import type { AttemptStep } from "#lib/fallback";
import { Alarms } from "../gateway/alarms.ts";
import { systemClock } from "../gateway/clock.ts";
import type { Attempt, AttemptListener, UpstreamResponse } from "../gateway/forward.ts";
import type { Http1Answer } from "../gateway/http1-answer.ts";
import { http1Forward } from "../gateway/http1-forward.ts";
import { Http1Front } from "../gateway/http1-front.ts";
import { readHttp1 } from "../gateway/read-request.ts";
import { readResponseHead } from "../gateway/response-headers.ts";
import { stamp } from "../gateway/respond.ts";
import { UpstreamPools } from "../gateway/upstream-pools.ts";

/*
 * The gateway's front and HTTP client with no more between them than a proxy must do (RFC 9110 §7.6): headers of one connection
 * stay on it, the others pass, and it says that it was there. No routes, chain, counts or keys. Only for requests without
 * a body. `bare-proxy.ts <port> <upstream's port>`.
 */
const [port, upstream] = process.argv.slice(2).map(Number) as [number, number];

const alarms = new Alarms(systemClock);
const forward = http1Forward(systemClock, alarms);
const egress = { allow: [], deny: [], privateTargets: true };
const pools = new UpstreamPools({ policy: () => egress, purpose: "target" });
const pool = pools.acquire(`http://127.0.0.1:${upstream}`, { verify: true }, "http1");

const limits: AttemptStep = {
  kind: "attempt",
  target: 0,
  connectMs: 500,
  firstByteMs: 4_000,
  idleMs: 30_000,
  attemptMs: 20_000,
  attemptIsDeadline: true,
};

class Relay implements AttemptListener {
  readonly #response: Http1Answer;

  readonly #requestId: string;

  constructor(response: Http1Answer, requestId: string) {
    this.#response = response;
    this.#requestId = requestId;
  }

  information(): void {}

  response(attempt: Attempt, { status, headers: raw, body }: UpstreamResponse): void {
    const { headers } = readResponseHead(status, raw);
    const ownFrom = stamp(headers, { requestId: this.#requestId, close: false });
    this.#response.writeHead(status, headers, ownFrom);
    if (body === undefined) attempt.committed();
    else this.#response.end(body, "latin1");
  }

  data(_attempt: Attempt, chunk: Buffer): void {
    this.#response.write(chunk);
  }

  ended(): void {
    this.#response.end();
  }

  failed(): void {
    this.#response.writeHead(502, []);
    this.#response.end();
  }

  broken(): void {
    this.#response.destroy();
  }

  refused(): void {
    this.#response.writeHead(400, []);
    this.#response.end();
  }
}

const host = `127.0.0.1:${upstream}`;
const front = new Http1Front({
  take: (request, answer) => {
    const read = readHttp1(request, undefined);
    if (!read) {
      answer.destroy();
      return;
    }
    const { method, client, path, query } = read;
    client.base[1] = host;
    const order = { pool, method, path: path + query, headers: client.base, body: undefined };
    forward(
      { ...order, isConversation: false, repeatable: true, limits },
      new Relay(answer, client.requestId),
    );
  },
  takeUpgrade: (_request, socket) => void socket.destroy(),
});
createServer({ noDelay: true, allowHalfOpen: true }, (socket) => front.connect(socket)).listen(
  port,
  "127.0.0.1",
);
