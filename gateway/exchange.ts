import {
  beginServe,
  countRequest,
  nextStep,
  type AttemptStep,
  type Decision,
  type ResponseEvent,
  type Step,
} from "#lib/fallback";
import { Answer } from "./answer.ts";
import { AnswerShelf, type FirstEvent } from "./answer-shelf.ts";
import { ClientResponse } from "./client-response.ts";
import { waitUntil } from "./clock.ts";
import { passInformation } from "./early-hints.ts";
import { EndpointTries } from "./endpoint-tries.ts";
import type { ExchangeRequest, ExchangeServices } from "./exchange-services.ts";
import type { Attempt, AttemptFailure, AttemptListener, RawFields, UpstreamResponse } from "./forward.ts";
import type { Endpoint } from "./http-upstream.ts";
import type { LiveRoute } from "./live-route.ts";
import { IncomingRequest } from "./incoming-request.ts";
import { Occupancy } from "./occupancy.ts";
import { orderFor } from "./order.ts";
import { exhaustedProblem, Reply, TOO_LONG, type OwnProblem } from "./reply.ts";
import { boundBody } from "./bound-body.ts";
import { RequestBody } from "./request-body.ts";
import { firstEventFailure, isFailure, responseEvent } from "./response-event.ts";
import { bodyTap } from "./stale-tap.ts";

/** One request from its headers to the end of its answer: does what the decision core says, and reports what happened. */
export class Exchange implements AttemptListener {
  readonly #facts: IncomingRequest;
  readonly #reply: Reply;
  readonly #services: ExchangeServices;
  readonly #in: ExchangeRequest;
  readonly #route: LiveRoute;
  #decision: Decision;
  /** Absent: the request has none. */
  readonly #body: RequestBody | undefined;
  #attempt: Attempt | undefined;
  readonly #endpoints = new EndpointTries();
  /** Present once an answer had to wait or was kept. */
  #shelf: AnswerShelf | undefined;
  /** Present once an answer is committed. */
  #client: ClientResponse | undefined;
  readonly #occupancy: Occupancy;
  #over = false;

  constructor(services: ExchangeServices, input: ExchangeRequest) {
    this.#services = services;
    this.#in = input;
    this.#route = input.route;
    const { request, client } = input;
    this.#body = client.bodyBytes === 0 ? undefined : new RequestBody(request, client.grpc !== undefined);
    this.#facts = new IncomingRequest(input);
    this.#occupancy = new Occupancy(this.#route.watch);
    this.#reply = new Reply(services, input);
    this.#decision = beginServe(this.#route.chain, this.#route.view, this.#facts);
  }

  start(): void {
    this.#in.response.on("close", () => {
      if (!this.#over) this.#clientGone();
    });
    countRequest(this.#route.view.retries, this.#facts.receivedAtMs);
    const { step, keepBody } = this.#decision;
    if (this.#body) {
      boundBody(this.#in, (detail) => this.#tooLong(detail));
      const isNeeded = step.kind !== "refuse" && step.kind !== "exhausted";
      if (isNeeded && keepBody) return this.#collect(this.#body);
      if (isNeeded) this.#body.passThrough();
    }
    this.#do(step, this.#facts.receivedAtMs);
  }

  get #theShelf(): AnswerShelf {
    return (this.#shelf ??= new AnswerShelf(this.#services, this));
  }

  #collect(body: RequestBody): void {
    const { bodyMaxBytes, chain, view } = this.#route;
    let isBegun = false;
    body.keep(bodyMaxBytes, (bytes) => {
      if (this.#over || this.#client) return;
      const atMs = this.#services.clock.now();
      if (isBegun) {
        const step = nextStep(this.#decision, { kind: "body_over_limit", atMs });
        if (step.kind === "refuse") this.#do(step, atMs);
        return;
      }
      isBegun = true;
      if (bytes !== undefined) {
        this.#facts.bodyBytes = bytes < 0 ? bodyMaxBytes + 1 : bytes;
        // The client's own upload time is not charged to the targets, which may be in other states by now.
        this.#facts.receivedAtMs = atMs;
        this.#decision = beginServe(chain, view, this.#facts);
      }
      this.#do(this.#decision.step, atMs);
    });
  }

  #do(step: Step, atMs: number): void {
    switch (step.kind) {
      case "attempt":
        this.#occupancy.enter(this.#route.cells[step.target], atMs);
        this.#try(step, this.#endpoints.first(this.#route.upstreams, step, atMs), atMs);
        break;
      case "wait":
        waitUntil(this.#services.clock, step.untilMs, (nowMs) => {
          if (!this.#over) this.#do(nextStep(this.#decision, { kind: "waited", atMs: nowMs }), nowMs);
        });
        break;
      case "local":
        this.#reply.local(this.#decision, { index: step.target, request: this.#facts }, this);
        break;
      case "exhausted":
        this.#exhausted(step, atMs);
        break;
      case "refuse":
        // A call is sent while its body comes: a part of it may be on its way.
        this.#attempt?.cancel();
        this.#problem({ status: step.status, detail: TOO_LONG, close: true });
        break;
      case "stop":
        this.#finish();
        break;
      case "hold":
      case "relay":
        throw new Error("a relay step belongs to the response that was just reported");
    }
  }

  #try(step: AttemptStep, endpoint: Endpoint | undefined, nowMs: number): void {
    const parts = { step, endpoint, body: this.#body, leftMs: this.#decision.deadlineAtMs - nowMs, nowMs };
    this.#attempt = this.#services.forward(orderFor(this.#in, parts), this);
  }

  information(_attempt: Attempt, status: number, rawHeaders: RawFields): void {
    passInformation(this.#in.response, status, rawHeaders);
  }

  response(attempt: Attempt, response: UpstreamResponse): void {
    if (this.#over) return attempt.cancel();
    const { step } = this.#decision;
    const answer = new Answer(attempt, response, {
      target: step.kind === "attempt" ? step.target : -1,
      atMs: attempt.lastByteMs ?? this.#services.clock.now(),
      ownCors: this.#route.gate?.cors !== undefined,
    });
    const event = responseEvent(answer, this.#route, this.#facts);
    answer.event = event;
    if (answer.ended) return this.#settle(answer, event);
    const isAnswer = event.awaitsEvent !== true && !isFailure(this.#route, answer, event);
    const holdMs = isAnswer ? answer.holdMs(this.#facts.method, this.#route.chain) : 0;
    if (holdMs === 0) return this.#settle(answer, event);
    this.#theShelf.hold(answer, event.atMs + holdMs);
  }

  /** A small answer is complete, a stream has begun, or either was waited for long enough. */
  holdOver(found: FirstEvent | undefined, atMs = this.#services.clock.now()): void {
    const answer = this.#shelf?.release();
    if (!answer) return;
    if (found !== undefined) return this.#begun(answer, found);
    this.#settle(answer, { ...(answer.event as ResponseEvent), atMs });
  }

  #begun(answer: Answer, found: FirstEvent): void {
    const { step } = this.#decision;
    const outcome = firstEventFailure(found, step.kind === "hold" && step.isDeadline);
    if (outcome !== undefined) {
      answer.drop();
      return this.#lost({ outcome, detail: "the stream did not begin with an event" });
    }
    const event = { kind: "first_event", atMs: this.#services.clock.now() } as const;
    this.#occupancy.record(event, true);
    nextStep(this.#decision, event);
    this.#commit(answer, event.atMs);
  }

  /** Reports a response to the decision core: pass it on, or keep it while another target is tried. */
  #settle(answer: Answer, event: ResponseEvent): void {
    this.#occupancy.record(event, !isFailure(this.#route, answer, event));
    const step = nextStep(this.#decision, event);
    if (step.kind === "relay") return this.#commit(answer, event.atMs);
    if (step.kind === "hold") {
      answer.attempt.committed();
      return this.#theShelf.awaitEvent(answer, event.atMs + step.firstEventMs);
    }
    this.#theShelf.keep(answer, this.#route.chain.keepResponse);
    this.#do(step, event.atMs);
  }

  data(attempt: Attempt, chunk: Buffer): void {
    if (this.#client?.answer.attempt === attempt) this.#client.data(chunk);
    else this.#shelf?.data(attempt, chunk);
  }

  ended(attempt: Attempt, rawTrailers: RawFields | undefined): void {
    const client = this.#client?.answer.attempt === attempt ? this.#client : undefined;
    const answer = client?.answer ?? this.#shelf?.find(attempt);
    if (!answer) return;
    answer.end(rawTrailers);
    const { lastByteMs: atMs = this.#services.clock.now() } = attempt;
    if (client) {
      client.end();
      this.#account(answer.target, answer.head.status, atMs);
    } else if (this.#shelf?.isHeld(attempt) === true) this.#shelf.ended(atMs);
  }

  failed(_attempt: Attempt, failure: AttemptFailure): void {
    if (this.#over || this.#decision.step.kind !== "attempt") return;
    const nowMs = this.#services.clock.now();
    const isWhole = this.#body?.isWhole !== false;
    const further = isWhole ? this.#endpoints.after(failure, this.#decision, nowMs) : undefined;
    if (further) this.#try(further.step, further.endpoint, nowMs);
    else this.#lost(this.#endpoints.causeOf(failure));
  }

  broken(attempt: Attempt, failure: AttemptFailure): void {
    if (this.#shelf?.isHeld(attempt) === true) {
      this.#shelf.release();
      this.#lost(failure);
    } else if (this.#client?.answer.attempt === attempt) {
      this.#finish();
      this.#client.cut(this.#in.client.requestId);
      this.#services.cut(this.#route, failure);
    } else if (this.#shelf?.kept?.attempt === attempt) this.#shelf.kept.broken = failure;
  }

  #lost(failure: AttemptFailure): void {
    const event = { kind: "failed", outcome: failure.outcome, atMs: this.#services.clock.now() } as const;
    this.#occupancy.record(event, false);
    this.#do(nextStep(this.#decision, event), event.atMs);
  }

  refused(_attempt: Attempt, detail: string, status: 400 | 408): void {
    this.#problem({ status, detail: `The request cannot be passed on: ${detail}.`, close: status === 408 });
  }

  #commit(answer: Answer, atMs: number): void {
    const tap = bodyTap(this.#services, this.#route, { request: this.#facts, answer });
    const whole = answer.wholeEvents(this.#route.chain);
    this.#client = new ClientResponse(this.#in.response, { answer, tap, whole });
    this.#shelf?.clear(answer);
    answer.attempt.committed();
    try {
      const { limits } = this.#reply;
      this.#client.begin(this.#reply.exposure(this.#decision, answer.target), this.#reply.mark(), limits);
    } catch {
      answer.drop();
      return this.#problem({ status: 502, detail: "The upstream's answer is not valid HTTP." });
    }
    if (answer.ended) this.#account(answer.target, answer.head.status, atMs);
  }

  /** A local target has answered, or has no answer (undefined). */
  locallyAnswered(index: number, status: number | undefined, atMs: number): void {
    if (status !== undefined) this.#account(index, status, atMs);
    else if (!this.#over) this.#do(nextStep(this.#decision, { kind: "local_unavailable", atMs }), atMs);
  }

  #exhausted(step: Extract<Step, { kind: "exhausted" }>, atMs: number): void {
    const kept = this.#shelf?.keptOf(step.relay);
    if (kept) this.#commit(kept, atMs);
    else this.#problem(exhaustedProblem(step.status, this.#decision.reason));
  }

  #problem(problem: OwnProblem): void {
    this.#reply.problem(this.#decision, problem);
    this.#account(-1, problem.status, this.#services.clock.now());
  }

  #account(index: number, status: number, atMs: number): void {
    if (this.#over) return;
    this.#finish();
    this.#reply.account(this.#decision, { index, status, atMs });
  }

  /** The client went away: nothing of this is anybody's fault, so nothing is recorded. */
  #clientGone(): void {
    this.#over = true;
    this.#attempt?.cancel();
    this.#client?.answer.drop();
    this.#finish();
  }

  /** The client sends more than the version takes: its request goes no further. */
  #tooLong(detail: string): void {
    if (this.#over) return;
    if (this.#client) return this.#client.cut(this.#in.client.requestId);
    this.#attempt?.cancel();
    this.#problem({ status: 413, detail, close: true });
  }

  #finish(): void {
    this.#over = true;
    this.#occupancy.leave();
    this.#shelf?.clear(this.#client?.answer);
    this.#body?.forgetRest();
  }
}
