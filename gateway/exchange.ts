import type { Readable } from "node:stream";
import {
  beginServe,
  countRequest,
  nextStep,
  OUTCOMES,
  type AttemptStep,
  type Decision,
  type ResponseEvent,
  type ServeEvent,
  type Step,
  type WaitStep,
} from "#lib/fallback";
import { Answer } from "./answer.ts";
import { AnswerShelf } from "./answer-shelf.ts";
import { ClientResponse } from "./client-response.ts";
import { waitUntil } from "./clock.ts";
import { passInformation } from "./early-hints.ts";
import type { ExchangeRequest, ExchangeServices } from "./exchange-services.ts";
import type { Attempt, AttemptFailure, AttemptListener } from "./forward.ts";
import type { Endpoint } from "./http-upstream.ts";
import type { LiveRoute } from "./live-route.ts";
import { IncomingRequest } from "./incoming-request.ts";
import { Occupancy } from "./occupancy.ts";
import { orderFor } from "./order.ts";
import { Reply, type OwnProblem } from "./reply.ts";
import { BodyStream, collectBody, forgetRest } from "./request-body.ts";
import { isFailure, responseEvent } from "./response-event.ts";
import { readResponseHead, readTrailers } from "./response-headers.ts";
import { bodyTap } from "./stale-tap.ts";

const TOO_LONG = "The request's body is longer than this API takes.";

/**
 * One request from its headers to the end of its answer. Does what the decision core says and reports back what happened;
 * decides nothing itself but when a small answer counts as arrived.
 */
export class Exchange implements AttemptListener {
  readonly #facts: IncomingRequest;
  readonly #reply: Reply;
  readonly #services: ExchangeServices;
  readonly #in: ExchangeRequest;
  readonly #route: LiveRoute;
  #decision: Decision;
  #body: Buffer | Readable | undefined;
  #attempt: Attempt | undefined;
  /** Endpoints of the present target that were tried. */
  #tried: Endpoint[] = [];
  readonly #shelf: AnswerShelf;
  #committed: Answer | undefined;
  #client: ClientResponse | undefined;
  readonly #occupancy: Occupancy;
  #over = false;

  constructor(services: ExchangeServices, input: ExchangeRequest) {
    this.#services = services;
    this.#in = input;
    this.#route = input.route;
    this.#facts = new IncomingRequest(input, services.clock.now());
    this.#occupancy = new Occupancy(this.#route.watch);
    this.#reply = new Reply(services, input);
    this.#shelf = new AnswerShelf(services, this);
    this.#decision = beginServe(this.#route.chain, this.#route.view, this.#facts);
  }

  start(): void {
    this.#in.response.on("close", () => {
      if (!this.#over) this.#clientGone();
    });
    countRequest(this.#route.view.retries, this.#facts.receivedAtMs);
    const { step, keepBody } = this.#decision;
    if (this.#facts.bodyBytes !== 0 && (step.kind === "attempt" || step.kind === "wait")) {
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
      this.#facts.bodyBytes = result.body.length;
      // The client's own upload time is not charged to the targets.
      this.#facts.receivedAtMs = this.#services.clock.now();
      this.#decision = beginServe(this.#route.chain, this.#route.view, this.#facts);
      this.#do(this.#decision.step);
    });
  }

  #advance(event: ServeEvent): void {
    this.#do(nextStep(this.#decision, event));
  }

  #do(step: Step): void {
    switch (step.kind) {
      case "attempt":
        this.#begin(step);
        break;
      case "wait":
        this.#wait(step);
        break;
      case "local":
        this.#local(step.target);
        break;
      case "exhausted":
        this.#exhausted(step);
        break;
      case "refuse":
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

  #begin(step: AttemptStep): void {
    const { upstreams, cells } = this.#route;
    const upstream = upstreams[step.target];
    if ((step.repeat ?? 0) === 0) this.#tried = [];
    this.#occupancy.enter(cells[step.target]);
    const other = this.#tried.length > 0 ? upstream?.otherThan(this.#tried) : undefined;
    this.#try(step, other ?? upstream?.nextEndpoint());
  }

  #wait({ untilMs }: WaitStep): void {
    waitUntil(this.#services.clock, untilMs, (atMs) => {
      if (!this.#over) this.#advance({ kind: "waited", atMs });
    });
  }

  #try(step: AttemptStep, endpoint: Endpoint | undefined): void {
    const { bodyBytes } = this.#facts;
    const order = orderFor(this.#in, { step, endpoint, body: this.#body, bodyBytes });
    if (endpoint) this.#tried.push(endpoint);
    this.#attempt = this.#services.forward(order, this);
  }

  information(_attempt: Attempt, status: number, rawHeaders: readonly (Buffer | string)[]): void {
    passInformation(this.#in.response, status, rawHeaders);
  }

  response(attempt: Attempt, status: number, rawHeaders: readonly (Buffer | string)[]): void {
    if (this.#over) return attempt.cancel();
    const { step } = this.#decision;
    const index = step.kind === "attempt" ? step.target : -1;
    const answer = new Answer({ attempt, head: readResponseHead(status, rawHeaders), target: index });
    const holdMs = isFailure(this.#route, answer, this.#eventOf(answer))
      ? 0
      : answer.holdMs(this.#facts.method, this.#route.chain);
    if (holdMs > 0) this.#shelf.hold(answer, holdMs);
    else this.#settle(answer);
  }

  /** A small answer is complete, or was waited for long enough. */
  holdOver(): void {
    const answer = this.#shelf.release();
    if (answer) this.#settle(answer);
  }

  /** Reports a response to the decision core: pass it on, or keep it while another target is tried. */
  #settle(answer: Answer): void {
    const event = this.#eventOf(answer);
    this.#occupancy.record(event, !isFailure(this.#route, answer, event));
    const step = nextStep(this.#decision, event);
    if (step.kind === "relay") {
      this.#commit(answer);
      return;
    }
    this.#shelf.keep(answer, this.#route.chain.keepResponse);
    this.#do(step);
  }

  #eventOf(answer: Answer): ResponseEvent {
    const network = this.#route.networks[answer.target];
    return responseEvent({ answer, network, nowMs: this.#services.clock.now(), request: this.#facts });
  }

  data(attempt: Attempt, chunk: Buffer): void {
    if (this.#committed?.attempt === attempt) this.#client?.data(chunk);
    else this.#shelf.data(attempt, chunk);
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
    else this.#lost(failure);
  }

  broken(attempt: Attempt, failure: AttemptFailure): void {
    if (this.#shelf.isHeld(attempt)) {
      this.#shelf.release();
      if (this.#decision.step.kind === "attempt") this.#lost(failure);
    } else if (this.#committed?.attempt === attempt) {
      this.#finish();
      this.#client?.cut();
      this.#services.cut(this.#route, failure);
    } else if (this.#shelf.kept?.attempt === attempt) this.#shelf.kept.broken = failure;
  }

  #lost(failure: AttemptFailure): void {
    const event = { kind: "failed", outcome: failure.outcome, atMs: this.#services.clock.now() } as const;
    this.#occupancy.record(event, false);
    this.#advance(event);
  }

  refused(_attempt: Attempt, detail: string): void {
    this.#problem({ status: 400, detail: `The request cannot be passed on: ${detail}.` });
  }

  #commit(answer: Answer): void {
    this.#committed = answer;
    this.#shelf.clear(answer);
    answer.attempt.committed();
    const tap = bodyTap(this.#services, this.#route, { request: this.#facts, answer });
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
    const status = this.#reply.local(this.#decision, index, this.#facts);
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
    const detail = `No target of this API could answer (${reason}).`;
    this.#problem({ status: step.status, detail, retry: reason === "overloaded" });
  }

  #problem(problem: OwnProblem): void {
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
    this.#occupancy.leave();
    this.#shelf.clear(this.#committed);
    if (this.#facts.bodyBytes !== 0) forgetRest(this.#in.request, this.#body);
  }
}
