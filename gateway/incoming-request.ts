import type { ClientRequest } from "./front-message.ts";
import type { RequestFacts } from "#lib/fallback";
import { sha256Hex } from "#lib/ids";
import type { ExchangeRequest } from "./exchange-services.ts";
import { credentialOf } from "./client-credential.ts";
import { knownHeader } from "./header-names.ts";
import type { ClientHeaders } from "./request-headers.ts";
import type { StaleRequest } from "./stale-store.ts";

/** A client's request as the decision core and the stale store see it. */
export class IncomingRequest implements RequestFacts, StaleRequest {
  readonly method: string;
  bodyBytes: number;
  readonly clientDeadlineMs: number | undefined;
  receivedAtMs: number;
  readonly draw = Math.random();
  readonly routeKey: string;
  readonly path: string;
  readonly query: string;
  readonly isGrpc: boolean;
  /** Id of the application that calls; "" where nobody asked. */
  readonly application: string;
  readonly #message: ClientRequest;
  readonly #client: ClientHeaders;

  constructor(input: ExchangeRequest) {
    const { request, client, route, path, query, admitted, atMs } = input;
    this.#message = request;
    this.method = request.method as string;
    this.bodyBytes = client.bodyBytes;
    this.clientDeadlineMs = client.deadlineMs;
    this.receivedAtMs = atMs;
    this.isGrpc = client.grpc !== undefined;
    this.routeKey = route.key;
    this.#client = client;
    this.path = path;
    this.query = query;
    this.application = admitted?.application ?? "";
  }

  get host(): string {
    return this.#client.host.toLowerCase();
  }

  header(name: string): string | undefined {
    return this.#message.header(name);
  }

  isPassedOn(name: string): boolean {
    return this.#client.base.some((part, i) => i % 2 === 0 && knownHeader(part).lower === name);
  }

  /** A hash of what the client sends to be known by. */
  credential(): string {
    return sha256Hex(credentialOf(this));
  }
}
