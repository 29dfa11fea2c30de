import { hostNameOf } from "./host-names.ts";
import { connect } from "node:net";
import { guardedOptions, type EgressGuard } from "#lib/egress";
import type { CompiledNetwork, ResolvedActiveHealth } from "#lib/fallback";
import type { Attempt, AttemptListener, Forward, UpstreamResponse } from "./forward.ts";
import type { Endpoint, HttpUpstream } from "./http-upstream.ts";
import type { ClientHeaders } from "./request-headers.ts";
import type { TargetCell } from "./target-cell.ts";

/** One check of one endpoint; never rejects. */
export type Probe = (endpoint: Endpoint, upstream: HttpUpstream, cell: TargetCell) => Promise<boolean>;

const CHECKER: ClientHeaders = {
  base: ["Host", "", "User-Agent", "understudy-health-check", "Accept", "*/*"],
  host: "",
  hostName: hostNameOf(""),
  bodyBytes: 0,
  requestId: "",
  deadlineMs: undefined,
  hops: 0,
  grpc: undefined,
};
/** A health answer longer than this is not read to its end. */
const MAX_BODY_BYTES = 64 * 1024;

/** Active checks over the same connections, egress rules and credentials as the target's traffic. */
export function endpointProbe(forward: Forward, guard: EgressGuard): Probe {
  return (endpoint, upstream, cell) => {
    const active = cell.target.active;
    if (!active) return Promise.resolve(true);
    if (active.type === "tcp") return probeTcp(endpoint, active.timeoutMs, guard);
    return probeHttp({ forward, endpoint, upstream, target: cell.target, active });
  };
}

/** What an http check of an endpoint asks with: the target's own header rewriting and credential apply. */
export function healthCheckHeaders(
  endpoint: Endpoint,
  upstream: HttpUpstream,
  active: ResolvedActiveHealth,
): string[] {
  const headers = upstream.headersFor(endpoint, CHECKER);
  if (active.host !== undefined) headers[1] = active.host;
  else if (headers[1] === "") headers[1] = endpoint.authority;
  return headers;
}

interface HttpProbe {
  forward: Forward;
  endpoint: Endpoint;
  upstream: HttpUpstream;
  target: CompiledNetwork;
  active: ResolvedActiveHealth;
}

function probeHttp({ forward, endpoint, upstream, target, active }: HttpProbe): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = healthCheckHeaders(endpoint, upstream, active);
    forward(
      {
        pool: endpoint.pool,
        method: active.method,
        path: active.path,
        headers,
        body: undefined,
        isConversation: false,
        repeatable: true,
        limits: {
          kind: "attempt",
          target: target.index,
          connectMs: active.timeoutMs,
          firstByteMs: active.timeoutMs,
          idleMs: active.timeoutMs,
          attemptMs: active.timeoutMs,
          attemptIsDeadline: false,
        },
      },
      new ProbeListener(target, resolve),
    );
  });
}

class ProbeListener implements AttemptListener {
  readonly #target: CompiledNetwork;
  readonly #done: (ok: boolean) => void;
  #bytes = 0;

  constructor(target: CompiledNetwork, done: (ok: boolean) => void) {
    this.#target = target;
    this.#done = done;
  }

  information(): void {}

  response(_attempt: Attempt, { status }: UpstreamResponse): void {
    this.#done(this.#target.activeStatus[status] === 1);
  }

  data(attempt: Attempt, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_BODY_BYTES) attempt.cancel();
  }

  ended(): void {}

  failed(): void {
    this.#done(false);
  }

  broken(): void {}

  refused(): void {
    this.#done(false);
  }
}

function probeTcp(endpoint: Endpoint, timeoutMs: number, guard: EgressGuard): Promise<boolean> {
  return new Promise((resolve) => {
    const url = new URL(endpoint.pool.origin);
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
    try {
      const socket = connect(guardedOptions({ host, port }, guard));
      const end = (ok: boolean) => {
        clearTimeout(timer);
        socket.destroy();
        resolve(ok);
      };
      const timer = setTimeout(end, timeoutMs, false);
      socket.once("connect", () => end(true)).once("error", () => end(false));
    } catch {
      resolve(false);
    }
  });
}
