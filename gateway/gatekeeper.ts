import {
  admit,
  corsHeaders,
  dropKeys,
  hasKeyInQuery,
  rateLimitField,
  retryAfterS,
  takeCredential,
  type Caller,
  type Refusal,
  type Taken,
} from "#lib/admission";
import type { Clock } from "./clock.ts";
import type { Consumers, LiveSubscription } from "./consumers.ts";
import type { ExchangeRequest } from "./exchange-services.ts";
import type { Gate } from "./gate.ts";
import { KeyAdmission } from "./key-admission.ts";
import { isLimited, type Metering } from "./metering.ts";
import { sendProblem, type ProblemAnswer } from "./respond.ts";
import { refusedByLife, type LifeRefusal, type RouteLife } from "./route-life.ts";
import type { Tokens } from "./tokens.ts";
import type { Use } from "./use-counter.ts";

/** Who was let in, and what their answer carries. */
export interface Admitted {
  /** Id of the application; "": nobody said who they are. */
  application: string;
  /** Beside the answer's own headers: name, value… */
  extra: readonly string[];
  /** How the plan stands, likewise. */
  limits: readonly string[];
}

/** A routed request that was not let in. */
export interface Refused {
  input: ExchangeRequest;
  /** Id of the application, where it is known. */
  application: string;
  refusal: Refusal | LifeRefusal;
  atMs: number;
}

interface KeeperParts {
  clock: Clock;
  consumers: Consumers;
  tokens: Tokens;
  metering: Metering;
  isDraining(): boolean;
  /** A subscription let a request in. */
  used(use: Use, atMs: number): void;
  refused(refused: Refused): void;
  /** The request is let in. */
  enter(input: ExchangeRequest): void;
  /** Something in our own code failed, after the request had to wait. */
  crashed(input: ExchangeRequest, error: unknown): void;
}

/** Lets requests in, or says why not. What decides is in `#lib/admission`; here are the documents, hashes and clocks. */
export class Gatekeeper {
  readonly #parts: KeeperParts;
  readonly #keys: KeyAdmission;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#keys = new KeyAdmission(parts.consumers);
  }

  /** `enter` is called at once where nothing has to be waited for; not at all where this has answered itself. */
  take(input: ExchangeRequest): void {
    const { gate, life } = input.route;
    const ended = life && refusedByLife(life, input.atMs);
    if (life && ended) return this.#refuseEnded(input, life, ended);
    if (!gate) {
      dropKeys(input.client.base);
      return this.#parts.enter(input);
    }
    const presented = takeCredential(input.client.base, gate.taken);
    const refusal = refusalOf(input, gate);
    if (refusal) return this.#refuse(input, refusal);
    switch (presented.kind) {
      case "refused":
        return this.#refuse(input, presented.refusal);
      case "key":
        return this.#byKey(input, presented.key);
      case "token":
        return this.#byToken(input, presented.token);
      case "nothing":
      case "other":
        return this.#byNobody(input);
    }
  }

  #refuseEnded(input: ExchangeRequest, { headers }: RouteLife, { refusal, retryAfterS }: Ended): void {
    const retry = retryAfterS === undefined ? [] : ["Retry-After", String(retryAfterS)];
    this.#parts.refused({ input, application: "", refusal, atMs: input.atMs });
    this.#send(input, { ...refusal, headers: [...headers, ...retry] });
  }

  #byKey(input: ExchangeRequest, key: string): void {
    const found = this.#keys.decide(key, input.route.gate as Gate, input.atMs);
    if ("refusal" in found) this.#refuse(input, found.refusal, found.subscription);
    else this.#meter(input, found);
  }

  #byToken(input: ExchangeRequest, token: string): void {
    const { jwt, version } = input.route.gate as Gate;
    if (!jwt) return this.#byNobody(input);
    const { consumers, tokens } = this.#parts;
    this.#later(tokens.verify(token, jwt), input, (verdict) => {
      if (!verdict.ok) return this.#refuse(input, verdict.refusal);
      const { clientId } = verdict;
      const application =
        clientId === undefined ? undefined : consumers.byClient(jwt.issuer, clientId, version.id);
      const subscription = this.#admit(input, { kind: "token", clientId, application })?.subscription;
      if (subscription) this.#meter(input, { subscription, use: subscription.byToken });
    });
  }

  #byNobody(input: ExchangeRequest): void {
    if (!this.#admit(input, NOBODY)) return;
    const { cors } = input.route.gate as Gate;
    const extra = cors ? corsHeaders(cors, originOf(input)) : NONE;
    input.admitted = { application: "", extra, limits: NONE };
    this.#parts.enter(input);
  }

  /** Undefined: it was refused. */
  #admit(
    input: ExchangeRequest,
    caller: Caller<LiveSubscription>,
  ): { subscription: LiveSubscription | undefined } | undefined {
    const admission = admit(caller, (input.route.gate as Gate).version, input.atMs);
    if (admission.ok) return admission;
    const known = "application" in caller ? caller.application?.subscription : undefined;
    this.#refuse(input, admission.refusal, known);
    return undefined;
  }

  /** Takes the request from the plan. */
  #meter(input: ExchangeRequest, by: Admitting): void {
    const taken = this.#parts.metering.take(by.subscription, input.atMs);
    if (taken instanceof Promise) this.#later(taken, input, (granted) => this.#metered(input, by, granted));
    else this.#metered(input, by, taken);
  }

  #metered(input: ExchangeRequest, { subscription, use }: Admitting, taken: Taken): void {
    if (taken.granted === 0) return this.#refuse(input, overLimit(subscription, taken), subscription);
    this.#parts.used(use, input.atMs);
    input.admitted = admittedBy(subscription, input);
    this.#parts.enter(input);
  }

  /** Goes on at once with what is there, or when it is there, unless the client has left by then. */
  #later<T>(found: T | Promise<T>, input: ExchangeRequest, go: (found: T) => void): void {
    if (!(found instanceof Promise)) return go(found);
    const goOn = (value: T) => {
      spend(input, this.#parts.clock.now());
      if (!input.response.destroyed) go(value);
    };
    found.then(goOn).catch((error: unknown) => this.#parts.crashed(input, error));
  }

  #refuse(input: ExchangeRequest, refusal: Refusal, subscription?: LiveSubscription): void {
    const { atMs } = input;
    const gate = input.route.gate as Gate;
    const headers = [...(gate.cors ? corsHeaders(gate.cors, originOf(input)) : NONE)];
    const { challenge, status } = refusal;
    if (challenge !== undefined)
      headers.push("WWW-Authenticate", challenge === "" ? gate.realm : `${gate.realm}, ${challenge}`);
    if (status === 429 && subscription) {
      headers.push("Retry-After", String(retryAfterS(subscription.meter, subscription.limits, atMs)));
      headers.push(...limitHeaders(subscription, atMs));
    }
    if (status === 503) headers.push("Retry-After", "5");
    this.#parts.refused({ input, application: subscription?.applicationId ?? "", refusal, atMs });
    this.#send(input, { status, detail: refusal.detail, headers });
  }

  #send(input: ExchangeRequest, { status, detail, headers = [] }: ProblemAnswer): void {
    const { bodyBytes, requestId } = input.client;
    // What is left of the body would be read as the next request, or have to be read for nothing.
    const close = this.#parts.isDraining() || (bodyBytes !== 0 && input.response.req.httpVersion !== "2");
    sendProblem(input.response, { status, detail, headers }, { requestId, close });
  }
}

/** Under which subscription a request is let in. */
interface Admitting {
  subscription: LiveSubscription;
  use: Use;
}

/** What had to wait to be let in begins now, but for its client, whose time it was. */
function spend(input: ExchangeRequest, nowMs: number): void {
  const { client } = input;
  if (client.deadlineMs !== undefined)
    client.deadlineMs = Math.max(0, client.deadlineMs - (nowMs - input.atMs));
  input.atMs = nowMs;
}

type Ended = NonNullable<ReturnType<typeof refusedByLife>>;

const NOBODY = { kind: "nobody" } as const;
const NONE: readonly string[] = [];

function refusalOf({ query, client }: ExchangeRequest, { maxBytes, taken }: Gate): Refusal | undefined {
  if (query !== "" && hasKeyInQuery(query))
    return {
      status: 400,
      reason: "credential_in_query",
      detail: `A key does not belong in an address: it ends up in logs and histories. Revoke it, and send another in Authorization: Bearer${taken.keyHeader === undefined ? "" : ` or ${taken.keyHeader}`}.`,
    };
  if (client.bodyBytes <= maxBytes) return undefined;
  return { status: 413, reason: "body_too_long", detail: tooLongDetail(maxBytes) };
}

/** What is said where a request's body is longer than the version takes. */
export function tooLongDetail(maxBytes: number): string {
  return `The request's body is longer than the ${maxBytes} bytes that this API takes.`;
}

function overLimit({ limits }: LiveSubscription, { by }: Taken): Refusal {
  if (by === "quota")
    return {
      status: 429,
      reason: "quota",
      detail: `The plan's quota of ${limits.quota?.requests} requests per ${limits.quota?.per} is used up. Wait for the next ${limits.quota?.per} (Retry-After), or ask for a larger plan.`,
    };
  return {
    status: 429,
    reason: "rate_limit",
    detail:
      "More requests than the plan allows in this time. Wait as long as Retry-After says, then send more slowly.",
  };
}

function admittedBy(subscription: LiveSubscription, input: ExchangeRequest): Admitted {
  const { cors } = input.route.gate as Gate;
  const extra = cors ? corsHeaders(cors, originOf(input)) : NONE;
  return { application: subscription.applicationId, extra, limits: limitHeaders(subscription, input.atMs) };
}

function limitHeaders(subscription: LiveSubscription, nowMs: number): readonly string[] {
  if (!isLimited(subscription)) return NONE;
  const { limits, meter } = subscription;
  return ["RateLimit-Policy", limits.policy, "RateLimit", rateLimitField(meter, limits, nowMs)];
}

function originOf({ request }: ExchangeRequest): string | undefined {
  return request.header("origin");
}
