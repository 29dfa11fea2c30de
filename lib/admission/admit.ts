import type { ApplicationBody, CredentialBody, RouteSubscription } from "#lib/routing/schema";
import { invalidCredential, type Refusal } from "./refusal.ts";

/** A key's document, as far as it decides. */
export type KnownCredential = Pick<CredentialBody, "keyId" | "state" | "notAfterMs" | "versionId">;

export type SubscriptionState = RouteSubscription["state"];

/** An application in force and its subscription to one version. */
export interface KnownApplication<S extends { state: SubscriptionState }> {
  name: string;
  state: ApplicationBody["state"];
  subscription: S | undefined;
}

/** Who calls, as far as it could be found out. */
export type Caller<S extends { state: SubscriptionState }> =
  | { kind: "nobody" }
  | {
      kind: "key";
      /** What its text says it is for; undefined: it is not written like a key. "typo": its checksum is wrong. */
      written: { environment: string } | "typo" | "other";
      credential: KnownCredential | undefined;
      application: KnownApplication<S> | undefined;
    }
  | { kind: "token"; clientId: string | undefined; application: KnownApplication<S> | undefined };

/** The version that is called. */
export interface AdmittingVersion {
  /** `Orders v1`, for people. */
  name: string;
  id: string;
  environment: string;
  anonymous: boolean;
  /** The name of the header that keys stand in; undefined: no keys are taken. */
  keyHeader: string | undefined;
  tokens: boolean;
}

export type Admission<S> =
  /** `subscription` undefined: anonymous, so no limit of a plan applies. */
  { ok: true; subscription: S | undefined; keyId: string | undefined } | { ok: false; refusal: Refusal };

/** Decides whether a caller may call a version now, and under which subscription. `nowMs`: since 1970. */
export function admit<S extends { state: SubscriptionState }>(
  caller: Caller<S>,
  version: AdmittingVersion,
  nowMs: number,
): Admission<S> {
  if (caller.kind === "nobody") return admitNobody(version);
  const refusal = caller.kind === "key" ? keyRefusal(caller, version, nowMs) : tokenRefusal(caller);
  if (refusal) return { ok: false, refusal };
  const keyId = caller.kind === "key" ? caller.credential?.keyId : undefined;
  return admitApplication(caller.application, version, keyId);
}

function admitNobody<S>(version: AdmittingVersion): Admission<S> {
  if (version.anonymous) return { ok: true, subscription: undefined, keyId: undefined };
  const ways = [
    ...(version.keyHeader === undefined
      ? []
      : [`a key of a subscribed application in Authorization: Bearer or ${version.keyHeader}`]),
    ...(version.tokens ? ["a token of its identity provider in Authorization: Bearer"] : []),
  ];
  const detail = `${version.name} is not open to everyone. Send ${ways.join(", or ")}.`;
  return { ok: false, refusal: { status: 401, reason: "credential_missing", detail, challenge: "" } };
}

const NEW_KEY = "Create another in the portal, under the application's keys.";

function keyRefusal(
  { written, credential }: Extract<Caller<{ state: SubscriptionState }>, { kind: "key" }>,
  version: AdmittingVersion,
  nowMs: number,
): Refusal | undefined {
  if (version.keyHeader === undefined)
    return invalidCredential(`${version.name} takes no keys. Send a token of its identity provider.`);
  if (written === "typo")
    return invalidCredential("The key was not copied whole: its check digits are wrong. Copy it again.");
  if (written === "other")
    return invalidCredential("This is not a key of an application. Keys start with usk_.");
  if (written.environment !== version.environment)
    return invalidCredential(
      `The key is for ${written.environment}, and this is ${version.environment}. Use a key of this environment.`,
    );
  // One answer for all that is not known: whoever guesses learns nothing.
  if (!credential) return invalidCredential(`There is no such key, or it is gone. ${NEW_KEY}`);
  if (credential.state === "revoked") return invalidCredential(`The key was revoked. ${NEW_KEY}`);
  if (credential.notAfterMs !== undefined && nowMs >= credential.notAfterMs)
    return invalidCredential(`The key has expired. ${NEW_KEY}`);
  if (credential.versionId !== undefined && credential.versionId !== version.id)
    return {
      status: 403,
      reason: "subscription_missing",
      detail: "The key is good for another version only.",
    };
  return undefined;
}

function tokenRefusal({
  clientId,
  application,
}: Extract<Caller<{ state: SubscriptionState }>, { kind: "token" }>): Refusal | undefined {
  if (clientId === undefined)
    return invalidCredential("The token names no application: it has neither azp nor client_id.");
  if (application) return undefined;
  const detail =
    "The token is good, but no application is known for its client. Enter the client in the portal, at the application.";
  return { status: 403, reason: "application_refused", detail };
}

const STATE_DETAIL: Record<Exclude<SubscriptionState, "active">, string> = {
  pending: "waits for the owner's approval. It can be followed in the portal, at the application",
  suspended: "is suspended by the API's owner. Ask them why, and to resume it",
  rejected: "was rejected by the API's owner. The reason is in the portal, at the application",
  ended: "has ended. Subscribe again in the portal",
};

function admitApplication<S extends { state: SubscriptionState }>(
  application: KnownApplication<S> | undefined,
  { name }: AdmittingVersion,
  keyId: string | undefined,
): Admission<S> {
  // A key's application may still be on its way: documents come in any order.
  if (!application || application.state === "removed")
    return refuse("application_refused", "The application is gone. Create another in the portal.");
  const { state, subscription } = application;
  if (state === "suspended")
    return refuse("application_refused", `The application ${application.name} is suspended.`);
  if (!subscription)
    return refuse(
      "subscription_missing",
      `The application ${application.name} is not subscribed to ${name}. Subscribe in the portal.`,
    );
  if (subscription.state === "active") return { ok: true, subscription, keyId };
  return refuse(
    "subscription_missing",
    `The subscription of ${application.name} to ${name} ${STATE_DETAIL[subscription.state]}.`,
  );
}

function refuse(
  reason: "application_refused" | "subscription_missing",
  detail: string,
): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { status: 403, reason, detail } };
}
