import type { KeyObject } from "node:crypto";
import { AppError } from "#lib/errors";
import type { EgressBody, RouteBody, SignedDocument } from "#lib/routing/schema";
import { verifyDocument } from "#lib/signing";
import type { Entry } from "#lib/store";
import type { Reject } from "#lib/store/schema";
import { prepareRoute, type LiveRoute } from "./live-route.ts";
import type { Router } from "./router.ts";
import type { ResolveSecret } from "./secrets.ts";
import type { UpstreamPools } from "./upstream-pools.ts";
import type { VersionWatch } from "./version-watch.ts";

/** A document in force: the last good one of its key. */
export interface Held {
  document: SignedDocument;
  /** As it was in the store, for the snapshot. */
  text: string;
}

/** What became of an entry. `known`: it is in force already; `foreign`: not a key this gateway reads. */
export type Applied = "applied" | "known" | "older" | "rejected" | "foreign";

interface DocumentsParts {
  environment: string;
  publicKey: KeyObject;
  router: Router<LiveRoute>;
  pools: UpstreamPools;
  secret: ResolveSecret;
  newWatch(): VersionWatch;
  egress(body: EgressBody): void;
}

const MAX_REJECTS = 100;
const MAX_REASON = 500;

/**
 * The documents in force. One entry is taken whole or not at all; a bad or older one changes nothing but the list of
 * rejects. What is here leaves only by a newer document or a tombstone, never because a store lost it.
 */
export class Documents {
  readonly #parts: DocumentsParts;
  readonly #held = new Map<string, Held>();
  readonly #rejects = new Map<string, Reject>();
  readonly #routes = new Map<string, LiveRoute>();

  constructor(parts: DocumentsParts) {
    this.#parts = parts;
  }

  get held(): ReadonlyMap<string, Held> {
    return this.#held;
  }

  get rejects(): Reject[] {
    return [...this.#rejects.values()].slice(-MAX_REJECTS);
  }

  routes(): Iterable<LiveRoute> {
    return this.#routes.values();
  }

  apply(entry: Entry): Applied {
    if (!/^(routes\/|settings\/egress$)/.test(entry.key)) return "foreign";
    const held = this.#held.get(entry.key);
    if (held?.text === entry.value) {
      this.#rejects.delete(entry.key);
      return "known";
    }
    const verified = verifyDocument({ key: entry.key, text: entry.value }, this.#parts.publicKey);
    if (!verified.ok) return this.#reject(entry, verified.reason);
    const { document } = verified;
    const misplaced = this.#misplaced(entry.key, document);
    if (misplaced !== undefined) return this.#reject(entry, misplaced);
    if (held && document.storeRevision <= held.document.storeRevision) {
      const { storeRevision } = held.document;
      this.#reject(
        entry,
        `revision ${document.storeRevision} is not newer than ${storeRevision}, which is in force`,
      );
      return "older";
    }
    const reason = this.#put(entry.key, document);
    if (reason !== undefined) return this.#reject(entry, reason);
    this.#held.set(entry.key, { document, text: entry.value });
    this.#rejects.delete(entry.key);
    return "applied";
  }

  #reject(entry: Entry, reason: string): "rejected" {
    this.#rejects.delete(entry.key);
    const key = entry.key.slice(0, 300);
    this.#rejects.set(entry.key, {
      key,
      storeRevision: entry.storeRevision,
      reason: reason.slice(0, MAX_REASON),
    });
    if (this.#rejects.size > MAX_REJECTS) this.#rejects.delete(this.#rejects.keys().next().value as string);
    return "rejected";
  }

  /** A good document at a key that is not its own, or of another environment. */
  #misplaced(key: string, { body }: SignedDocument): string | undefined {
    if (body.environment !== this.#parts.environment) return `it is for the environment ${body.environment}`;
    const own = body.kind === "egress" ? "settings/egress" : `routes/${body.api.slug}/${body.version.name}`;
    return own === key ? undefined : `it belongs at ${own}`;
  }

  /** Puts it in force; the reason when this gateway cannot. */
  #put(key: string, { body }: SignedDocument): string | undefined {
    switch (body.kind) {
      case "egress":
        this.#parts.egress(body);
        return undefined;
      case "tombstone":
        this.#parts.router.remove(key);
        this.#release(key);
        return undefined;
      case "route":
        return this.#serve(key, body);
    }
  }

  #serve(key: string, body: RouteBody): string | undefined {
    const { pools, secret, router } = this.#parts;
    try {
      const prepared = prepareRoute(key, body, { pools, secret });
      const before = this.#routes.get(key);
      const watch = before?.watch ?? this.#parts.newWatch();
      const route = watch.adopt(prepared);
      router.set(key, body.match, route);
      this.#routes.set(key, route);
      if (before) releaseUpstreams(before, pools);
      return undefined;
    } catch (error) {
      if (error instanceof AppError) return error.message;
      return `it cannot be served: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  #release(key: string): void {
    const before = this.#routes.get(key);
    if (!before) return;
    this.#routes.delete(key);
    before.watch.stop();
    releaseUpstreams(before, this.#parts.pools);
  }

  /** Ends probing and reporting; requests are no longer expected. */
  stop(): void {
    for (const { watch } of this.#routes.values()) watch.stop();
  }
}

function releaseUpstreams(route: LiveRoute, pools: UpstreamPools): void {
  for (const upstream of route.upstreams) upstream?.release(pools);
}
