import {
  newMeter,
  prepareLimits,
  type KnownApplication,
  type KnownCredential,
  type Limits,
  type Meter,
  type SubscriptionState,
} from "#lib/admission";
import type { ApplicationBody, CredentialBody, RouteSubscription } from "#lib/routing/schema";

/** A subscription in force, and what was used of its plan. */
export interface LiveSubscription {
  id: string;
  applicationId: string;
  state: SubscriptionState;
  limits: Limits;
  meter: Meter;
}

interface LiveApplication {
  name: string;
  state: ApplicationBody["state"];
  clients: readonly string[];
  byVersion: ReadonlyMap<string, LiveSubscription>;
}

/** An application's place, also before its document has come: its keys may come first. */
interface Place {
  readonly id: string;
  live: LiveApplication | undefined;
}

interface LiveCredential extends KnownCredential {
  place: Place;
}

/**
 * The applications, subscriptions and keys in force. Kept small: there may be a hundred thousand keys. What was used of a plan
 * survives a change of it.
 */
export class Consumers {
  readonly #places = new Map<string, Place>();
  readonly #credentials = new Map<string, LiveCredential>();
  /** By issuer and client id: the ids of the applications that name it. */
  readonly #clients = new Map<string, Set<string>>();
  readonly #subscriptions = new Map<string, LiveSubscription>();
  readonly #meters = new Map<string, Meter>();

  /** Puts an application's document in force. */
  application({ application, state, clients, subscriptions }: ApplicationBody): void {
    const place = this.#placeOf(application.id);
    const before = place.live;
    const byVersion = new Map<string, LiveSubscription>();
    for (const subscription of subscriptions) {
      const versionId = subscription.version.id;
      if (byVersion.get(versionId)?.state === "active") continue;
      byVersion.set(versionId, this.#subscription(application.id, subscription));
    }
    const names = clients.map(({ issuer, clientId }) => clientName(issuer, clientId));
    place.live = { name: application.name, state, clients: names, byVersion };
    this.#replace(before, place.live);
    this.#rename(application.id, before?.clients ?? [], names);
  }

  #subscription(applicationId: string, of: RouteSubscription): LiveSubscription {
    return {
      id: of.id,
      applicationId,
      state: of.state,
      limits: prepareLimits(of.rateLimit, of.quota),
      meter: this.meterOf(of.id),
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

  /** Puts a key's document in force. `sha256`: lower-case hex. */
  credential(sha256: string, { keyId, state, notAfterMs, versionId, applicationId }: CredentialBody): void {
    const place = this.#placeOf(applicationId);
    this.#credentials.set(sha256, { keyId, state, notAfterMs, versionId, place } as LiveCredential);
  }

  #placeOf(id: string): Place {
    let place = this.#places.get(id);
    if (!place) this.#places.set(id, (place = { id, live: undefined }));
    return place;
  }

  /** The key of that SHA-256 and its application, as far as they concern one version. */
  byKey(
    sha256: string,
    versionId: string,
  ): {
    credential: KnownCredential | undefined;
    application: KnownApplication<LiveSubscription> | undefined;
  } {
    const credential = this.#credentials.get(sha256);
    return { credential, application: credential && seenFrom(credential.place.live, versionId) };
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
    const live = this.#places.get(named ?? clientId)?.live;
    return seenFrom(live, versionId);
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
