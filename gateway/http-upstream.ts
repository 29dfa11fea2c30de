import { addressesOf, type ResolvedHttp } from "#lib/fallback";
import { digestOf } from "#lib/ids";
import { certificatesProblem, clientCertificateProblem } from "#lib/signing";
import type { ConnectionPool } from "./connection-pool.ts";
import type { TlsSettings } from "./dial.ts";
import type { ClientHeaders } from "./request-headers.ts";
import { knownHeader } from "./header-names.ts";
import { assertSendable } from "./sendable.ts";
import type { ResolveSecret } from "./secrets.ts";
import type { UpstreamPools } from "./upstream-pools.ts";

export interface Endpoint {
  pool: ConnectionPool;
  /** The URL's path without a slash at its end. */
  basePath: string;
  /** For the Host header: host name and, where it is not the scheme's own, port. */
  authority: string;
  weight: number;
  /** Until then it is passed over where there is another: no connection came about in time. */
  silentUntilMs: number;
}

/** What a request asks for. */
interface Asked {
  /** Whole, and the matched route's prefix, with which it begins. */
  path: string;
  prefix: string;
  /** What is left of the path where the route takes its prefix off, else all of it; may be empty. */
  rest: string;
  /** With its question mark, or empty. */
  query: string;
}

/** An `http` target prepared for sending: nothing of a request needs more than a copy of its headers. */
export class HttpUpstream {
  readonly endpoints: readonly Endpoint[];
  /** Those that requests go to: the ones with a weight, or the first where none has any. */
  readonly inUse: readonly Endpoint[];
  /** A digest of what the target is reached by: of the credentials themselves, however they are sealed. */
  readonly identity: string;
  /** The same without credentials. */
  readonly place: string;
  /** A digest of where it is asked: what is told of its answers is of these addresses. */
  readonly addresses: string;
  readonly #target: ResolvedHttp;
  readonly #removed: ReadonlySet<string> | undefined;
  readonly #added: readonly string[];
  readonly #query: { name: string; value: string } | undefined;
  readonly #weights: number;
  #turn = 0;

  constructor(target: ResolvedHttp, pools: UpstreamPools, secret: ResolveSecret) {
    this.#target = target;
    const auth = target.auth && {
      ...target.auth,
      value: `${target.auth.prefix ?? ""}${secret(target.auth.secretRef)}`,
    };
    const set = {
      ...target.rewrite?.setHeaders,
      ...(auth?.in === "header" ? { [auth.name]: auth.value } : {}),
    };
    const removed = [...(target.rewrite?.removeHeaders ?? []), ...Object.keys(set)].map((name) =>
      name.toLowerCase(),
    );
    this.#removed = removed.length > 0 ? new Set(removed) : undefined;
    this.#added = Object.entries(set).flat();
    assertSendable(target, this.#added);
    this.#query = auth?.in === "query" ? { name: auth.name, value: auth.value } : undefined;
    const tls = tlsOf(target, secret);
    this.endpoints = target.endpoints.map(({ url, weight }) =>
      endpointOf(pools, { tls, protocol: target.protocol }, { url, weight: weight ?? 1 }),
    );
    const weighted = this.endpoints.filter(({ weight }) => weight > 0);
    this.inUse = weighted.length > 0 ? weighted : this.endpoints.slice(0, 1);
    const place = placeOf(target, tls);
    this.place = digestOf(place);
    this.addresses = digestOf(addressesOf(target));
    this.identity = digestOf({ ...place, tls, auth });
    this.#weights = this.endpoints.reduce((sum, endpoint) => sum + endpoint.weight, 0);
  }

  /** Endpoints in turn, each as often as its weight says; one that is silent has its share taken by the others. */
  nextEndpoint(nowMs: number): Endpoint {
    const [only] = this.inUse;
    if (this.inUse.length === 1) return only as Endpoint;
    const next = this.#inTurn();
    if (next.silentUntilMs <= nowMs) return next;
    const others = this.inUse.filter(({ silentUntilMs }) => silentUntilMs <= nowMs);
    return others[Math.floor(this.#turn / this.#weights) % others.length] ?? next;
  }

  #inTurn(): Endpoint {
    let at = this.#turn++ % this.#weights;
    for (const endpoint of this.inUse) {
      at -= endpoint.weight;
      if (at < 0) return endpoint;
    }
    return this.inUse[0] as Endpoint;
  }

  /** One that is not among these, if possible one that is not silent; undefined when all are. One of weight 0 is used for nothing. */
  otherThan(tried: readonly Endpoint[], nowMs: number): Endpoint | undefined {
    const others = this.inUse.filter((endpoint) => !tried.includes(endpoint));
    return others.find(({ silentUntilMs }) => silentUntilMs <= nowMs) ?? others[0];
  }

  pathFor(endpoint: Endpoint, asked: Asked): string {
    const path = endpoint.basePath + this.#rewritten(this.#own(asked));
    const search = this.#query ? withCredential(asked.query, this.#query) : asked.query;
    return path === "" ? "/" + search : path + search;
  }

  /** A target of another API stands below that API's own route, not below the one the request came by. */
  #own({ rest, path, prefix }: Asked): string {
    const { mountPath } = this.#target;
    if (mountPath === undefined) return rest;
    return `${mountPath}${prefix === "/" ? path : path.slice(prefix.length)}`;
  }

  #rewritten(rest: string): string {
    const { stripPrefix, addPrefix } = this.#target.rewrite ?? {};
    let path = rest;
    if (stripPrefix !== undefined && startsWithSegments(path, stripPrefix))
      path = path.slice(trimSlash(stripPrefix).length);
    if (addPrefix !== undefined) path = `${trimSlash(addPrefix)}${path}`;
    return path === "" || path.startsWith("/") ? path : `/${path}`;
  }

  /**
   * The headers for this target, made from the client's own: what another target was given is never in them. `leftMs`: how
   * long somebody waits for an answer; upstreams that know need not work longer.
   */
  headersFor(endpoint: Endpoint, client: ClientHeaders, leftMs?: number): string[] {
    const base = this.#removed ? this.#without(client.base, this.#removed) : client.base;
    // oxlint-disable-next-line no-new-array -- made with every attempt: V8 copies a list again when it outgrows its room, and no literal says a length.
    const headers = new Array<string>(base.length + this.#added.length + (leftMs === undefined ? 0 : 2));
    let at = 0;
    for (const part of base) headers[at++] = part;
    headers[1] = this.#hostFor(endpoint, client);
    for (const part of this.#added) headers[at++] = part;
    if (leftMs === undefined) return headers;
    headers[at] = "X-Request-Deadline-Ms";
    headers[at + 1] = String(Math.max(1, leftMs));
    return headers;
  }

  #without(base: readonly string[], removed: ReadonlySet<string>): string[] {
    const left = ["Host", ""];
    for (let i = 2; i < base.length; i += 2) {
      const name = base[i] as string;
      if (!removed.has(knownHeader(name).lower)) left.push(name, base[i + 1] as string);
    }
    return left;
  }

  #hostFor(endpoint: Endpoint, client: ClientHeaders): string {
    const { mode, value } = this.#target.host;
    if (mode === "set" && value !== undefined) return value;
    return mode === "pass" && client.host !== "" ? client.host : endpoint.authority;
  }

  release(pools: UpstreamPools): void {
    for (const endpoint of this.endpoints) pools.release(endpoint.pool);
  }
}

/** Where the target is and who answers there, without any secret. */
function placeOf(target: ResolvedHttp, { serverName, verify }: TlsSettings): object {
  const { endpoints, protocol = "auto", auth } = target;
  return { endpoints, protocol, tls: { serverName, verify }, auth: auth?.name };
}

function endpointOf(
  pools: UpstreamPools,
  { tls, protocol = "auto" }: { tls: TlsSettings; protocol: ResolvedHttp["protocol"] },
  given: { url: string; weight: number },
): Endpoint {
  const url = new URL(given.url);
  return {
    pool: pools.acquire(url.origin, tls, protocol),
    basePath: trimSlash(url.pathname),
    authority: url.host,
    weight: given.weight,
    silentUntilMs: 0,
  };
}

function tlsOf(target: ResolvedHttp, secret: ResolveSecret): TlsSettings {
  const { serverName, caRef, clientCertRef, verify } = target.tls ?? {};
  return {
    serverName,
    ca: caRef === undefined ? undefined : checked("caRef", secret(caRef)),
    clientCert: clientCertRef === undefined ? undefined : checked("clientCertRef", secret(clientCertRef)),
    verify: verify ?? true,
  };
}

/** A PEM text that a handshake can use; a bad one would fail every request in its turn. */
function checked(field: "caRef" | "clientCertRef", pem: string): string {
  const problem = field === "caRef" ? certificatesProblem(pem) : clientCertificateProblem(pem);
  if (problem !== undefined) throw new Error(`tls.${field} cannot be used: ${problem}`);
  return pem;
}

function trimSlash(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}

function startsWithSegments(path: string, prefix: string): boolean {
  const bare = trimSlash(prefix);
  return path.startsWith(bare) && (path.length === bare.length || path[bare.length] === "/");
}

/** The target's own credential as a query parameter, in place of any the client sent under that name. */
function withCredential(query: string, credential: { name: string; value: string }): string {
  const kept = query
    .slice(1)
    .split("&")
    .filter((pair) => pair !== "" && decoded(pair.split("=", 1)[0] ?? "") !== credential.name);
  return `?${[...kept, `${encodeURIComponent(credential.name)}=${encodeURIComponent(credential.value)}`].join("&")}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
