import type { ApplicationBody, CredentialBody, RouteSubscription } from "#lib/routing";
import type { SubscriptionState } from "./subscription-life.ts";

const WINDOW_MS = { second: 1_000, minute: 60_000 } as const;

/** A subscription with the limits of its plan, as it is read for the gateways. */
export interface SubscriptionRow {
  id: string;
  applicationId: string;
  state: SubscriptionState;
  apiId: string;
  apiSlug: string;
  versionId: string;
  versionName: string;
  planId: string;
  planName: string;
  rateRequests: number | null;
  ratePer: keyof typeof WINDOW_MS | null;
  rateBurst: number | null;
  quotaRequests: number | null;
  quotaPer: "day" | "month" | null;
}

interface ApplicationRow {
  id: string;
  slug: string;
  name: string;
  team: { slug: string };
  deletedAt: Date | null;
  clients: { issuer: string; clientId: string }[];
}

/** What the gateways of an environment are told of an application. A removed one keeps its name and nothing else. */
export function applicationBody(
  environment: string,
  row: ApplicationRow,
  subscriptions: SubscriptionRow[],
): ApplicationBody {
  const { id, slug, name, team } = row;
  const isRemoved = row.deletedAt !== null;
  return {
    kind: "application",
    environment,
    application: { id, slug, name, team: team.slug },
    state: isRemoved ? "removed" : "active",
    clients: isRemoved ? [] : row.clients,
    subscriptions: isRemoved ? [] : subscriptions.map(routeSubscription),
  };
}

function routeSubscription(row: SubscriptionRow): RouteSubscription {
  const { rateRequests, ratePer, rateBurst, quotaRequests, quotaPer } = row;
  return {
    id: row.id,
    api: { id: row.apiId, slug: row.apiSlug },
    version: { id: row.versionId, name: row.versionName },
    plan: { id: row.planId, name: row.planName },
    state: row.state,
    ...(rateRequests === null || ratePer === null
      ? {}
      : {
          rateLimit: {
            requests: rateRequests,
            windowMs: WINDOW_MS[ratePer],
            ...(rateBurst === null ? {} : { burst: rateBurst }),
          },
        }),
    ...(quotaRequests === null || quotaPer === null
      ? {}
      : { quota: { requests: quotaRequests, per: quotaPer } }),
  };
}

/** A key, as it is read for the gateways. */
export interface CredentialRow {
  id: string;
  applicationId: string;
  revokedAt: Date | null;
  expiresAt: Date | null;
  versionId: string | null;
}

/** What the gateways of an environment are told of a key. */
export function credentialBody(environment: string, row: CredentialRow): CredentialBody {
  return {
    kind: "credential",
    environment,
    keyId: row.id,
    applicationId: row.applicationId,
    state: row.revokedAt === null ? "active" : "revoked",
    ...(row.expiresAt === null ? {} : { notAfterMs: row.expiresAt.getTime() }),
    ...(row.versionId === null ? {} : { versionId: row.versionId }),
  };
}
