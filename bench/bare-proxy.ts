import { createServer } from "node:net";
import type { AttemptStep } from "#lib/fallback";
import { Alarms } from "../gateway/alarms.ts";
import { systemClock } from "../gateway/clock.ts";
import type { Attempt, AttemptListener } from "../gateway/forward.ts";
import type { Http1Answer } from "../gateway/http1-answer.ts";
import { http1Forward } from "../gateway/http1-forward.ts";
import { Http1Front } from "../gateway/http1-front.ts";
import { UpstreamPools } from "../gateway/upstream-pools.ts";

/*
 * The gateway's front and HTTP client with nothing between them: what forwarding itself costs. Only for requests without a
 * body. `bare-proxy.ts <port> <upstream's port>`.
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

  constructor(response: Http1Answer) {
    this.#response = response;
  }

  information(): void {}

  response(attempt: Attempt, status: number, raw: readonly (Buffer | string)[]): void {
    const headers = raw.map(String);
    this.#response.writeHead(status, headers);
    attempt.committed();
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

const front = new Http1Front({
  take: ({ method, url: path, rawHeaders }, answer) => {
    const headers = [...rawHeaders];
    forward({ pool, method, path, headers, body: undefined, repeatable: true, limits }, new Relay(answer));
  },
  takeUpgrade: (_request, socket) => void socket.destroy(),
});
createServer({ noDelay: true, allowHalfOpen: true }, (socket) => front.connect(socket)).listen(
  port,
  "127.0.0.1",
);
