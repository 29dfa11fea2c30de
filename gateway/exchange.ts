import type { Readable } from "node:stream";
import {
  beginServe,
  nextStep,
  OUTCOMES,
  type AttemptStep,
  type Decision,
  type RequestFacts,
  type ServeEvent,
  type Step,
} from "#lib/fallback";
import { Answer } from "./answer.ts";
import { AnswerShelf } from "./answer-shelf.ts";
import { ClientResponse } from "./client-response.ts";
import { passInformation } from "./early-hints.ts";
import type { ExchangeRequest, ExchangeServices } from "./exchange-services.ts";
import type { Attempt, AttemptFailure, AttemptListener } from "./forward.ts";
import type { Endpoint } from "./http-upstream.ts";
import type { LiveRoute } from "./live-route.ts";
import { Reply } from "./reply.ts";
import { BodyStream, collectBody, forgetRest } from "./request-body.ts";
import { readResponseHead, readTrailers } from "./response-headers.ts";
import type { StaleRequest } from "./stale-store.ts";
import { bodyTap } from "./stale-tap.ts";

/**
 * One request from its headers to the end of its answer. Does what the decision core says and reports back what happened;
 * decides nothing itself but when a small answer counts as arrived.
 */
export class Exchange implements RequestFacts, AttemptListener, StaleRequest {
  readonly method: string;
  bodyBytes: number;
  readonly clientDeadlineMs: number | undefined;
  receivedAtMs: number;
  readonly draw = Math.random();
  readonly routeKey: string;
  readonly path: string;
  readonly query: string;
  readonly #reply: Reply;
  readonly #services: ExchangeServices;
  readonly #in: ExchangeRequest;
  readonly #route: LiveRoute;
  #decision: Decision;
  #body: Buffer | Readable | undefined;
  #attempt: Attempt | undefined;
  /** Endpoints of the present target that were tried. */
  #tried: Endpoint[] = [];
  readonly #shelf = new AnswerShelf();
  #committed: Answer | undefined;
  #client: ClientResponse | undefined;
  #over = false;

  constructor(services: ExchangeServices, input: ExchangeRequest) {
    this.#services = services;
    this.#in = input;
    this.#route = input.route;
    this.method = input.request.method as string;
    this.bodyBytes = input.client.bodyBytes;
    this.clientDeadlineMs = input.client.deadlineMs;
    this.routeKey = input.route.key;
    this.path = input.path;
    this.query = input.query;
    this.receivedAtMs = services.clock.now();
    this.#reply = new Reply(services, input);
    this.#decision = beginServe(this.#route.chain, this.#route.view, this);
  }

  header(name: string): string | undefined {
    const value = this.#in.request.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  start(): void {
    this.#in.response.on("close", () => {
      if (!this.#over) this.#clientGone();
    });
    const { step, keepBody } = this.#decision;
    if (this.bodyBytes !== 0 && step.kind === "attempt") {
      if (keepBody) return this.#collect();
      this.#body = new BodyStream(this.#in.request);
    }
    this.#do(step);
  }

  #collect(): void {
    const { request } = this.#in;
    collectBody(request, this.#route.bodyMaxBytes, (result) => {
      if (this.#over) return;
      if (result.kind === "over") {
        this.#body = new BodyStream(request, result.chunks);
        this.#advance({ kind: "body_over_limit", atMs: this.#services.clock.now() });
        return;
      }
      this.#body = result.body.length > 0 ? result.body : undefined;
      this.bodyBytes = result.body.length;
      // The client's own upload time is not charged to the targets.
      this.receivedAtMs = this.#services.clock.now();
      this.#decision = beginServe(this.#route.chain, this.#route.view, this);
      this.#do(this.#decision.step);
    });
  }

  #advance(event: ServeEvent): void {
    this.#do(nextStep(this.#decision, event));
  }

  #do(step: Step): void {
    switch (step.kind) {
      case "attempt":
        this.#tried = [];
        this.#try(step, this.#route.upstreams[step.target]?.nextEndpoint());
        break;
      case "local":
        this.#local(step.target);
        break;
      case "exhausted":
        this.#exhausted(step);
        break;
      case "refuse":
        this.#problem({
          status: step.status,
          detail: "The request's body is longer than this API takes.",
          close: true,
        });
        break;
      case "stop":
        this.#finish();
        break;
      case "relay":
        throw new Error("a relay step belongs to the response that was just reported");
    }
  }

  #try(step: AttemptStep, endpoint: Endpoint | undefined): void {
    const upstream = this.#route.upstreams[step.target];
    if (!upstream || !endpoint) throw new Error(`target ${step.target} is not one to forward to`);
    const headers = upstream.headersFor(endpoint, this.#in.client);
    if (this.#body !== undefined && !Buffer.isBuffer(this.#body) && this.bodyBytes > 0) {
      headers.push("Content-Length", String(this.bodyBytes));
    }
    this.#tried.push(endpoint);
    this.#attempt = this.#services.forward(
      {
        pool: endpoint.pool,
        method: this.method,
        path: upstream.pathFor(endpoint, this.#in.rest, this.query),
        headers,
        body: this.#body,
        repeatable: this.#route.chain.safeMethods.has(this.method),
        limits: step,
      },
      this,
    );
  }

  information(_attempt: Attempt, status: number, rawHeaders: readonly (Buffer | string)[]): void {
    passInformation(this.#in.response, status, rawHeaders);
  }

  response(attempt: Attempt, status: number, rawHeaders: readonly (Buffer | string)[]): void {
    if (this.#over) return attempt.cancel();
    const { step } = this.#decision;
    const index = step.kind === "attempt" ? step.target : -1;
    const answer = new Answer({ attempt, head: readResponseHead(status, rawHeaders), target: index });
    const target = this.#route.chain.targets[index];
    const moves = target?.network === true && target.failStatus[status] === 1;
    const holdMs = moves ? 0 : answer.holdMs(this.method, this.#route.chain);
    if (holdMs > 0) this.#shelf.hold(answer, holdMs, this);
    else this.#settle(answer);
  }

  /** A small answer is complete, or was waited for long enough. */
  holdOver(): void {
    const answer = this.#shelf.release();
    if (answer) this.#settle(answer);
  }

  /** Reports a response to the decision core: pass it on, or keep it while another target is tried. */
  #settle(answer: Answer): void {
    const event = { kind: "response", status: answer.head.status, atMs: this.#services.clock.now() } as const;
    this.#route.watch.record(this.#route.cells[answer.target], event);
    const step = nextStep(this.#decision, event);
    if (step.kind === "relay") {
      this.#commit(answer);
      return;
    }
    this.#shelf.keep(answer, this.#route.chain.keepResponse);
    this.#do(step);
  }

  data(attempt: Attempt, chunk: Buffer): void {
    if (this.#committed?.attempt === attempt) this.#client?.data(chunk);
    else this.#shelf.data(attempt, chunk, this);
  }

  ended(attempt: Attempt, rawTrailers: readonly (Buffer | string)[] | undefined): void {
    const answer = this.#committed?.attempt === attempt ? this.#committed : this.#shelf.find(attempt);
    if (!answer) return;
    answer.ended = true;
    answer.trailers = readTrailers(rawTrailers);
    if (answer === this.#committed) {
      this.#client?.end();
      this.#account(answer.target, answer.head.status);
    } else if (this.#shelf.isHeld(attempt)) this.holdOver();
  }

  failed(_attempt: Attempt, failure: AttemptFailure): void {
    if (this.#over) return;
    const { step } = this.#decision;
    if (step.kind !== "attempt") return;
    // A target of several endpoints has failed when none of them can be reached.
    const unreached = !OUTCOMES[failure.outcome].mayHaveExecuted;
    const other = unreached ? this.#route.upstreams[step.target]?.otherThan(this.#tried) : undefined;
    if (other) this.#try(step, other);
    else this.#lost(step.target, failure);
  }

  broken(attempt: Attempt, failure: AttemptFailure): void {
    if (this.#shelf.isHeld(attempt)) {
      this.#shelf.release();
      if (this.#decision.step.kind === "attempt") this.#lost(this.#decision.step.target, failure);
    } else if (this.#committed?.attempt === attempt) {
      this.#finish();
      this.#client?.cut();
      this.#services.cut(this.#route, failure);
    } else if (this.#shelf.kept?.attempt === attempt) this.#shelf.kept.broken = failure;
  }

  #lost(target: number, failure: AttemptFailure): void {
    const event = { kind: "failed", outcome: failure.outcome, atMs: this.#services.clock.now() } as const;
    this.#route.watch.record(this.#route.cells[target], event);
    this.#advance(event);
  }

  refused(_attempt: Attempt, detail: string): void {
    this.#problem({ status: 400, detail: `The request cannot be passed on: ${detail}.` });
  }

  #commit(answer: Answer): void {
    this.#committed = answer;
    this.#shelf.clear(answer);
    answer.attempt.committed();
    const tap = bodyTap(this.#services, this.#route, { request: this, answer });
    this.#client = new ClientResponse(this.#in.response, answer, tap);
    try {
      this.#client.begin(this.#reply.exposure(this.#decision, answer.target), this.#reply.mark());
    } catch {
      answer.drop();
      this.#problem({ status: 502, detail: "The upstream's answer is not valid HTTP." });
      return;
    }
    if (answer.ended) this.#account(answer.target, answer.head.status);
  }

  #local(index: number): void {
    const status = this.#reply.local(this.#decision, index, this);
    if (status === undefined) this.#advance({ kind: "local_unavailable", atMs: this.#services.clock.now() });
    else this.#account(index, status);
  }

  #exhausted(step: Extract<Step, { kind: "exhausted" }>): void {
    const { kept } = this.#shelf;
    if (step.relay >= 0 && kept && kept.target === step.relay && !kept.broken) {
      this.#commit(kept);
      return;
    }
    const { reason } = this.#decision;
    this.#problem({ status: step.status, detail: `No target of this API could answer (${reason}).` });
  }

  #problem(problem: { status: number; detail: string; close?: boolean }): void {
    this.#reply.problem(this.#decision, problem);
    this.#account(-1, problem.status);
  }

  #account(index: number, status: number): void {
    if (this.#over) return;
    this.#finish();
    this.#reply.account(this.#decision, index, status);
  }

  /** The client went away: nothing of this is anybody's fault, so nothing is recorded. */
  #clientGone(): void {
    this.#over = true;
    this.#attempt?.cancel();
    this.#committed?.drop();
    this.#finish();
  }

  #finish(): void {
    this.#over = true;
    this.#shelf.clear(this.#committed);
    if (this.bodyBytes !== 0) forgetRest(this.#in.request, this.#body);
  }
}
