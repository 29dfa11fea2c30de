import { AppError } from "#lib/errors";
import type { Sharing } from "#lib/fallback";
import type { Controls } from "#lib/fallback/schema";
import { routeKey } from "#lib/routing";
import { SignedDocument, type EgressBody, type RouteBody, type RouteMatch } from "#lib/routing/schema";
import { verifyDocument } from "#lib/signing";
import type { Entry } from "#lib/store";
import type { Reject } from "#lib/store/schema";
import type { Consumers } from "./consumers.ts";
import { isRead, placeProblem, verifiedBefore } from "./document-place.ts";
import { HeldDocuments } from "./held-documents.ts";
import { HeldText } from "./held-text.ts";
import type { Keyring } from "./keyring.ts";
import { prepareRoute, type LiveRoute, type PreparedRoute } from "./live-route.ts";
import { hasActiveChecks, RouteSlot } from "./route-slot.ts";
import type { Router } from "./router.ts";
import type { ResolveSecret } from "./secrets.ts";
import type { SavedDocument } from "./snapshot-file.ts";
import type { UpstreamPools } from "./upstream-pools.ts";
import type { VersionWatch } from "./version-watch.ts";

/** A document on its way to another process of the same gateway. */
export interface SharedDocument {
  key: string;
  storeRevision: number;
  value: string;
  match?: RouteMatch[] | undefined;
}

/** What became of an entry. `known`: it is in force already; `foreign`: not a key this gateway reads. */
export type Applied = "applied" | "known" | "older" | "rejected" | "foreign";

interface DocumentsParts {
  environment: string;
  keys: Keyring;
  router: Router<RouteSlot>;
  consumers(): Consumers;
  pools: UpstreamPools;
  secret: ResolveSecret;
  /** Of a gateway with several workers: this one. */
  sharing: Sharing | undefined;
  newWatch(): VersionWatch;
  egress(body: EgressBody): void;
}

const MAX_REJECTS = 100;
const MAX_REASON = 500;
/** A prepared route takes ten times the memory of its text: further ones wait for somebody to ask for them. */
const PREPARED_AT_ONCE = 1_000;

/**
 * The documents in force. One entry is taken whole or not at all; a bad or older one changes nothing but the list of
 * rejects. What is here leaves only by a newer document or a tombstone, never because a store lost it.
 */
export class Documents {
  readonly #parts: DocumentsParts;
  readonly held = new HeldDocuments();
  readonly #rejects = new Map<string, Reject>();
  readonly #routes = new Map<string, RouteSlot>();
  /** By the key of the route they are about. */
  readonly #controls = new Map<string, Controls>();
  /** Keys of restored routes with active checks. */
  readonly #unprepared: string[] = [];

  constructor(parts: DocumentsParts) {
    this.#parts = parts;
  }

  get rejects(): Reject[] {
    return [...this.#rejects.values()].slice(-MAX_REJECTS);
  }

  /** The routes that somebody needed since the start. */
  *routes(): Iterable<LiveRoute> {
    for (const { prepared } of this.#routes.values()) if (prepared) yield prepared;
  }

  /** Everything in force, for a snapshot. */
  *saved(keys: Iterable<string> = this.held.keys()): Iterable<SavedDocument> {
    for (const key of keys) {
      const storeRevision = this.held.revisionOf(key);
      const text = this.held.textOf(key);
      const slot = this.#routes.get(key);
      const route = slot && { match: this.#parts.router.matchesOf(key), isChecked: slot.isChecked };
      if (text && storeRevision !== undefined) yield { key, storeRevision, text, ...route };
    }
  }

  /**
   * Takes a document of a snapshot that this gateway vouches for: it was verified and served before. A route costs nothing
   * but its place until somebody asks for it, or `prepareChecked` comes to it.
   */
  restore({ key, storeRevision, text, match, isChecked = false }: SavedDocument): Applied {
    if (!match) {
      const value = text.toString();
      return this.#take({ key, storeRevision, value }, verifiedBefore(key, value));
    }
    this.held.setText(key, { storeRevision, isTombstone: false, text });
    this.#rejects.delete(key);
    this.#place(new RouteSlot(key, isChecked, this.#late), match);
    if (isChecked) this.#unprepared.push(key);
    return "applied";
  }

  /** Prepares one restored route that has active checks, if it still needs it; false when there is none left. */
  prepareChecked(): boolean {
    const key = this.#unprepared.pop();
    if (key === undefined) return false;
    this.#routes.get(key)?.live();
    return true;
  }

  /** Prepares a restored route. */
  readonly #late = ({ key }: RouteSlot): LiveRoute | undefined => {
    const storeRevision = this.held.revisionOf(key) ?? 0;
    const value = this.held.textOf(key)?.toString() ?? "";
    try {
      const { body } = SignedDocument.parse(JSON.parse(value));
      return body.kind === "route" ? this.#prepare(key, body, undefined) : undefined;
    } catch (error) {
      this.#reject({ key, storeRevision, value }, reasonOf(error));
      return undefined;
    }
  };

  /** Takes what another process of this gateway has verified and put in force, as late as it must. */
  accept({ key, storeRevision, value, match }: SharedDocument): void {
    if (storeRevision <= (this.held.revisionOf(key) ?? -1)) return;
    if (this.#routes.get(key)?.prepared)
      this.#take({ key, storeRevision, value }, SignedDocument.parse(JSON.parse(value)));
    else this.restore({ key, storeRevision, text: HeldText.of(value), ...(match ? { match } : {}) });
  }

  /** The watch of a route in force, which is prepared if nobody needed it before. */
  watch(key: string): VersionWatch | undefined {
    return this.#routes.get(key)?.live()?.watch;
  }

  /** Prepares restored routes before anybody asks for them: something of them goes on at once. */
  prepare(keys: readonly string[]): void {
    for (const key of keys) this.#routes.get(key)?.live();
  }

  /** This very text is in force at its key: the revision alone proves nothing before the signature is checked. */
  holds({ key, value }: Entry): boolean {
    return this.held.isInForce(key, value);
  }

  /** What is in force at these keys is what the store has: nothing at them is refused any more. */
  confirm(keys: Iterable<string>): void {
    if (this.#rejects.size > 0) for (const key of keys) this.#rejects.delete(key);
  }

  apply(entry: Entry): Applied {
    if (!isRead(entry.key)) return "foreign";
    if (this.held.isInForce(entry.key, entry.value)) {
      this.#rejects.delete(entry.key);
      return "known";
    }
    try {
      return this.#judge(entry);
    } catch (error) {
      // Whatever is wrong with one, the others are taken.
      return this.#reject(entry, reasonOf(error));
    }
  }

  #judge(entry: Entry): Applied {
    const verified = verifyDocument({ key: entry.key, text: entry.value }, this.#parts.keys.verifyKeys);
    if (!verified.ok) return this.#reject(entry, verified.reason);
    const { document } = verified;
    const misplaced = placeProblem(entry.key, document.body, this.#parts.environment);
    if (misplaced !== undefined) return this.#reject(entry, misplaced);
    const storeRevision = this.held.revisionOf(entry.key) ?? -1;
    if (document.storeRevision <= storeRevision) {
      this.#reject(
        entry,
        `revision ${document.storeRevision} is not newer than ${storeRevision}, which is in force`,
      );
      return "older";
    }
    return this.#take(entry, document);
  }

  #take(entry: Entry, document: SignedDocument): Applied {
    const reason = this.#put(entry.key, document.body);
    if (reason !== undefined) return this.#reject(entry, reason);
    this.held.set(entry.key, document, entry.value);
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

  /** Puts it in force; the reason when this gateway cannot. */
  #put(key: string, body: SignedDocument["body"]): string | undefined {
    switch (body.kind) {
      case "egress":
        this.#parts.egress(body);
        return undefined;
      case "controls": {
        const route = routeKey(body.api.slug, body.version.name);
        this.#controls.set(route, body.controls);
        this.#routes.get(route)?.prepared?.watch.control(body.controls);
        return undefined;
      }
      case "application":
        this.#parts.consumers().application(body);
        return undefined;
      case "credential":
        // It is looked up where it is held.
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
    try {
      const before = this.#routes.get(key)?.prepared;
      const isChecked = hasActiveChecks(body);
      const isLate = !before && !isChecked && this.#routes.size >= PREPARED_AT_ONCE;
      // Also what waits for its first request has to be one that can be served.
      if (isLate) releaseUpstreams(prepareRoute(key, body, this.#parts), this.#parts.pools);
      const source = isLate ? this.#late : this.#prepare(key, body, before);
      this.#place(new RouteSlot(key, isChecked, source), body.match);
      if (before) releaseUpstreams(before, this.#parts.pools);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  #prepare(key: string, body: RouteBody, before: LiveRoute | undefined): LiveRoute {
    const { pools, secret, sharing, newWatch } = this.#parts;
    const prepared = prepareRoute(key, body, { pools, secret, sharing });
    return (before?.watch ?? newWatch()).adopt(prepared, this.#controls.get(key) ?? {});
  }

  #place(slot: RouteSlot, match: readonly RouteMatch[]): void {
    this.#parts.router.set(slot.key, match, slot);
    this.#routes.set(slot.key, slot);
  }

  #release(key: string): void {
    const before = this.#routes.get(key)?.prepared;
    this.#routes.delete(key);
    if (!before) return;
    before.watch.end();
    releaseUpstreams(before, this.#parts.pools);
  }

  /** Ends probing and reporting; requests are no longer expected. */
  stop(): void {
    for (const { watch } of this.routes()) watch.stop();
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  return `it cannot be served: ${error instanceof Error ? error.message : String(error)}`;
}

function releaseUpstreams(route: PreparedRoute, pools: UpstreamPools): void {
  for (const upstream of route.upstreams) upstream?.release(pools);
}
