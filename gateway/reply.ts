import { resultOf, type Decision } from "#lib/fallback";
import type { ExchangeRequest, ExchangeServices } from "./exchange-services.ts";
import { sendLocal, sendStale } from "./local-answers.ts";
import { sendProblem, type Stamp } from "./respond.ts";
import type { StaleRequest } from "./stale-store.ts";

const NONE: readonly string[] = [];

export const TOO_LONG = "The request's body is longer than this API takes.";

export interface OwnProblem {
  status: number;
  detail: string;
  close?: boolean;
  /** It is a matter of load: worth another try soon. */
  retry?: boolean;
}

/** What is said when nothing can be relayed. `reason`: the decision's. */
export function exhaustedProblem(status: number, reason: string): OwnProblem {
  return {
    status,
    detail: `No target of this API could answer (${reason}).`,
    retry: reason === "overloaded",
  };
}

/** What the gateway itself says to one client: its headers on every answer, local answers and problems. */
export class Reply {
  readonly #services: ExchangeServices;
  readonly #in: ExchangeRequest;

  constructor(services: ExchangeServices, input: ExchangeRequest) {
    this.#services = services;
    this.#in = input;
  }

  mark(): Stamp {
    return { requestId: this.#in.client.requestId, close: this.#services.draining };
  }

  /** How the caller's plan stands. */
  get limits(): readonly string[] {
    return this.#in.admitted?.limits ?? NONE;
  }

  /** What the caller is told with it, and how the chain came to this answer, where the policy shows it to clients. −1: the gateway's own answer. */
  exposure(decision: Decision, index: number): readonly string[] {
    const { route, admitted } = this.#in;
    const extra = admitted?.extra ?? NONE;
    if (!route.life && !route.exposes) return extra;
    const headers = [...extra];
    if (route.life) headers.push(...route.life.headers);
    if (!route.exposes) return headers;
    headers.push("X-Fallback-Attempts", String(decision.attempts));
    if (index >= 0) headers.push("X-Fallback-Target", this.#targetId(index));
    if (decision.reason !== "") headers.push("X-Fallback-Reason", decision.reason);
    return headers;
  }

  #targetId(index: number): string {
    return this.#in.route.chain.targets[index]?.id ?? "";
  }

  /** Sends a local target's answer and tells its status, or undefined when a stale target has none. */
  local(
    decision: Decision,
    at: { index: number; request: StaleRequest },
    told: { locallyAnswered(index: number, status: number | undefined, atMs: number): void },
  ): void {
    const target = this.#in.route.stales[at.index];
    const { stale, clock } = this.#services;
    const reading = target && stale.fetch(target, at.request, clock.now());
    const send = () => told.locallyAnswered(at.index, this.#sendLocal(decision, at), clock.now());
    if (reading) void after(reading, send);
    else send();
  }

  #sendLocal(
    decision: Decision,
    { index, request }: { index: number; request: StaleRequest },
  ): number | undefined {
    const { route, response } = this.#in;
    const ready = route.statics[index];
    const mark = {
      head: response.req.method === "HEAD",
      extra: [...this.limits, ...this.exposure(decision, index)],
      mark: this.mark(),
    };
    if (ready) {
      sendLocal(response, ready, mark);
      return ready.status;
    }
    const target = route.stales[index];
    const stored = target && this.#services.stale.get(target, request, this.#services.clock.now());
    if (!stored) return undefined;
    sendStale(response, stored, mark);
    return stored.status;
  }

  problem(decision: Decision, problem: OwnProblem): void {
    const { status, detail, close, retry } = problem;
    const mark = this.mark();
    const headers = [...this.limits, ...this.exposure(decision, -1)];
    if (retry === true) headers.push("Retry-After", "1");
    sendProblem(this.#in.response, { status, detail, headers }, close === true ? { ...mark, close } : mark);
  }

  /** Counts the request, once it has its answer: what gave it, and when. */
  account(
    decision: Decision,
    { index, status, atMs }: { index: number; status: number; atMs: number },
  ): void {
    const { route, request, rest, admitted, atMs: startedAtMs } = this.#in;
    this.#services.served({
      route,
      application: admitted?.application ?? "",
      operation: route.operations?.nameOf(request.method ?? "", rest === "" ? "/" : rest) ?? "",
      decision,
      target: this.#targetId(index),
      status,
      result: resultOf(decision),
      elapsedMs: atMs - startedAtMs,
      atMs,
    });
  }
}

async function after(reading: Promise<void>, send: () => void): Promise<void> {
  await reading;
  send();
}
