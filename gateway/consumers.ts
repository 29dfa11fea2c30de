import {
  newMeter,
  prepareLimits,
  type KnownApplication,
  type KnownCredential,
  type Limits,
  type Meter,
  type SubscriptionState,
} from "#lib/admission";
import type { ApplicationBody, RouteSubscription } from "#lib/routing/schema";
import type { CredentialTable } from "./credential-table.ts";
import type { Use } from "./use-counter.ts";

/** A subscription in force, and what was used of its plan. */
export interface LiveSubscription {
  id: string;
  applicationId: string;
  state: SubscriptionState;
  limits: Limits;
  meter: Meter;
  /** What was used waits to be written. */
  isNoted: boolean;
  /** When tokens let requests in. */
  byToken: Use;
}

interface LiveApplication {
  name: string;
  state: ApplicationBody["state"];
  clients: readonly string[];
  byVersion: ReadonlyMap<string, LiveSubscription>;
}

/** What is known of a key, as far as it concerns one version. */
export interface FoundKey {
  credential: KnownCredential | undefined;
  application: KnownApplication<LiveSubscription> | undefined;
}

/**
 * The applications, subscriptions and keys in force. Kept small: there may be a hundred thousand keys. What was used of a plan
 * survives a change of it.
 */
export class Consumers {
  readonly #applications = new Map<string, LiveApplication>();
  readonly #credentials: CredentialTable;
  /** By issuer and client id: the ids of the applications that name it. */
  readonly #clients = new Map<string, Set<string>>();
  readonly #subscriptions = new Map<string, LiveSubscription>();
  readonly #meters = new Map<string, Meter>();
  #changes = 0;

  constructor(credentials: CredentialTable) {
    this.#credentials = credentials;
  }

  /** Grows with every change of a key, an application or a subscription: what was found stays right as long as it is the same. */
  get edition(): number {
    return this.#changes + this.#credentials.edition;
  }

  /** Puts an application's document in force. */
  application({ application, state, clients, subscriptions }: ApplicationBody): void {
    this.#changes++;
    const before = this.#applications.get(application.id);
    const byVersion = new Map<string, LiveSubscription>();
    for (const subscription of subscriptions) {
      const versionId = subscription.version.id;
      if (byVersion.get(versionId)?.state === "active") continue;
      byVersion.set(versionId, this.#subscription(application.id, subscription));
    }
    const names = clients.map(({ issuer, clientId }) => clientName(issuer, clientId));
    const live = { name: application.name, state, clients: names, byVersion };
    this.#applications.set(application.id, live);
    this.#replace(before, live);
    this.#rename(application.id, before?.clients ?? [], names);
  }

  #subscription(applicationId: string, of: RouteSubscription): LiveSubscription {
    return {
      id: of.id,
      applicationId,
      state: of.state,
      limits: prepareLimits(of.rateLimit, of.quota),
      meter: this.meterOf(of.id),
      isNoted: false,
      byToken: { subscriptionId: of.id, keyId: "", atMs: 0 },
    };
  }

  #replace(before: LiveApplication | undefined, after: LiveApplication): void {
    const gone = [...(before?.byVersion.values() ?? [])].map(({ id }) => id);
    for (const id of gone) this.#subscriptions.delete(id);
    for (const live of after.byVersion.values()) this.#subscriptions.set(live.id, live);
    for (const id of gone) if (!this.#subscriptions.has(id)) this.#meters.delete(id);
  }

  /** Clients that tokens name the application by. */
  #rename(id: string, before: readonly string[], after: readonly string[]): void {
    for (const name of before) this.#clients.get(name)?.delete(id);
    for (const name of after) {
      const ids = this.#clients.get(name);
      if (ids) ids.add(id);
      else this.#clients.set(name, new Set([id]));
    }
  }

  /** The key of that SHA-256 and its application, as far as they concern one version. */
  byKey(sha256: string, versionId: string): FoundKey {
    const credential = this.#credentials.find(sha256);
    const live = credential && this.#applications.get(credential.applicationId);
    return { credential, application: seenFrom(live, versionId) };
  }

  /**
   * The application that a token's client is: by the application's own id, or as one of its clients. Should two applications
   * name one client, the one that was there first has it, on every gateway.
   */
  byClient(
    issuer: string,
    clientId: string,
    versionId: string,
  ): KnownApplication<LiveSubscription> | undefined {
    const named = [...(this.#clients.get(clientName(issuer, clientId)) ?? [])].sort()[0];
    return seenFrom(this.#applications.get(named ?? clientId), versionId);
  }

  subscription(id: string): LiveSubscription | undefined {
    return this.#subscriptions.get(id);
  }

  /** What was used under a subscription, also of one whose application has not come yet. */
  meterOf(subscriptionId: string): Meter {
    let meter = this.#meters.get(subscriptionId);
    if (!meter) this.#meters.set(subscriptionId, (meter = newMeter(0)));
    return meter;
  }
}

function seenFrom(
  live: LiveApplication | undefined,
  versionId: string,
): KnownApplication<LiveSubscription> | undefined {
  return live && { name: live.name, state: live.state, subscription: live.byVersion.get(versionId) };
}

function clientName(issuer: string, clientId: string): string {
  return `${issuer}\n${clientId}`;
}
