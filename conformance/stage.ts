import { inspect, isDeepStrictEqual } from "node:util";
import type { FallbackPolicy, Target } from "#lib/fallback/schema";
import { NotExpressible, type Controls, type Gateway } from "./adapter.ts";
import { grpcCall, type GrpcReply } from "./grpc-call.ts";
import { ask, type Ask, type Reply } from "./request.ts";
import { blackhole } from "./upstreams/blackhole.ts";
import { GrpcUpstream } from "./upstreams/grpc-upstream.ts";
import { Upstream, type Behaviour } from "./upstreams/upstream.ts";
import type { Failed, Verdict } from "./verdict.ts";

const POLL_MS = 10;
const SOON_MS = 5000;

/** How long a case waits before it takes something as not coming. */
export interface Patience {
  /** For an answer. */
  answerMs: number;
  /** For anything else that must come true. */
  eventMs: number;
}

const PATIENCE: Patience = { answerMs: 12_000, eventMs: 15_000 };

/** What a case plays on: a gateway, upstreams of its own, and the record of what was met and what was not. */
export class Stage {
  readonly #gateway: Gateway;
  /** Under which `publish` serves. */
  readonly name: string;
  readonly #patience: Patience;
  readonly #closers: (() => unknown)[] = [];
  readonly #failed: Failed[] = [];
  readonly #notExpressible: string[] = [];
  #checks = 0;

  constructor(gateway: Gateway, name: string, patience = PATIENCE) {
    this.#patience = patience;
    this.#gateway = gateway;
    this.name = name;
  }

  async upstream(behaviour: Behaviour): Promise<Upstream> {
    const upstream = await new Upstream(behaviour).start();
    this.#closers.push(() => upstream.stop());
    return upstream;
  }

  /** The address of a port that refuses. */
  async refusing(): Promise<string> {
    const upstream = await new Upstream(() => undefined).start();
    await upstream.stop();
    return upstream.url;
  }

  /** The address of a port that answers no SYN. */
  async blackhole(): Promise<string> {
    const hole = await blackhole();
    this.#closers.push(() => hole.stop());
    return hole.url;
  }

  async grpcUpstream(): Promise<GrpcUpstream> {
    const upstream = await new GrpcUpstream().start();
    this.#closers.push(() => upstream.stop());
    return upstream;
  }

  /** Serves a chain in place of what was published before. */
  publish(chain: Target[], more: Partial<FallbackPolicy> = {}): Promise<void> {
    return this.#gateway.publish(this.name, policy(chain, more));
  }

  /** The address of something that is not published by `publish`. */
  baseOf(name: string): string {
    return this.#gateway.baseOf(name);
  }

  control<K extends keyof Controls>(name: K): Controls[K] {
    const control = this.#gateway.controls[name];
    if (control) return control;
    throw new NotExpressible(this.#gateway.lacks[name] ?? `it cannot be told to: ${name}`);
  }

  ask(options: Ask = {}, path = "/x"): Promise<Reply> {
    return ask(this.baseOf(this.name) + path, { timeoutMs: this.#patience.answerMs, ...options });
  }

  /** A gRPC call of one message. */
  call(path: string, message: string): Promise<GrpcReply> {
    return grpcCall(this.baseOf(this.name) + path, { message, timeoutMs: this.#patience.answerMs });
  }

  /** Met or not; the case goes on. `what` is the check's name in every table. */
  check(what: string, isMet: boolean, seen: unknown): void {
    this.#checks++;
    if (!isMet) this.#failed.push({ check: what, seen: inspect(seen, { breakLength: 120, depth: 4 }) });
  }

  equal(what: string, seen: unknown, expected: unknown): void {
    this.check(what, isDeepStrictEqual(seen, expected), seen);
  }

  /** A whole answer of this status and, when given, this body. */
  replied(what: string, reply: Reply, [status, body]: [status: number, body?: string]): void {
    const { headers: _headers, tookMs: _tookMs, ...seen } = reply;
    const isMet = reply.status === status && reply.isWhole && (body === undefined || reply.body === body);
    this.check(what, isMet, { ...seen, body: seen.body.slice(0, 80) });
  }

  /** A reply of limits that add up to well below a second; generous, because machines have bad moments. */
  inTime(what: string, { tookMs }: Reply): void {
    this.check(what, tookMs < SOON_MS, `${Math.round(tookMs)} ms`);
  }

  /** Comes true in time, or is not met. */
  async comes(what: string, holds: () => boolean | Promise<boolean>): Promise<boolean> {
    const { eventMs } = this.#patience;
    for (const end = performance.now() + eventMs; performance.now() < end;) {
      if (await holds()) {
        this.#checks++;
        return true;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    this.check(what, false, `not within ${eventMs} ms`);
    return false;
  }

  /** A part of a case that a gateway may be unable to express while the rest of the case still counts. */
  async part(play: () => Promise<void>): Promise<void> {
    try {
      await play();
    } catch (error) {
      if (!(error instanceof NotExpressible)) throw error;
      if (!this.#notExpressible.includes(error.reason)) this.#notExpressible.push(error.reason);
    }
  }

  verdict(): Verdict {
    const [failed, notExpressible] = [this.#failed, this.#notExpressible];
    if (failed.length > 0) return { kind: "fail", failed, notExpressible };
    if (notExpressible.length > 0)
      return { kind: "not expressible", reasons: notExpressible, checks: this.#checks };
    if (this.#checks === 0)
      return { kind: "fail", failed: [{ check: "something is checked", seen: "nothing" }], notExpressible };
    return { kind: "pass", checks: this.#checks };
  }

  async stop(): Promise<void> {
    await Promise.all(this.#closers.map((close) => close()));
  }
}

export const http = (id: string, url: string, more: object = {}): Target =>
  ({ id, kind: "http", endpoints: [{ url }], ...more }) as Target;

export const policy = (chain: Target[], more: Partial<FallbackPolicy> = {}): FallbackPolicy => ({
  apiVersion: "fallback/v1",
  id: "conformance",
  chain,
  ...more,
});
