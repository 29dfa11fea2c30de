import { z } from "zod";
import { VersionName } from "#lib/ids/schema";

/** A bucket of `burst` requests that fills again with `requests` per `windowMs`. */
export const RateLimit = z.strictObject({
  requests: z.int().min(1).max(1_000_000_000),
  /** 1 000 for a second, 60 000 for a minute. */
  windowMs: z.int().min(1_000).max(3_600_000),
  /** The most at once; absent: as many as `requests`. */
  burst: z.int().min(1).max(1_000_000_000).optional(),
});
export type RateLimit = z.infer<typeof RateLimit>;

export const QUOTA_PERIODS = ["day", "month"] as const;

/** Requests per calendar day or month, in UTC. */
export const Quota = z.strictObject({
  requests: z.int().min(1).max(1_000_000_000_000),
  per: z.enum(QUOTA_PERIODS),
});
export type Quota = z.infer<typeof Quota>;

export const SUBSCRIPTION_STATES = ["pending", "active", "suspended", "rejected", "ended"] as const;

/** What an application may call: one version, under one plan. Only `active` lets it in; the others say why it is not. */
const RouteSubscription = z.strictObject({
  id: z.string().min(1).max(64),
  api: z.strictObject({ id: z.string(), slug: z.string() }),
  version: z.strictObject({ id: z.string(), name: VersionName }),
  plan: z.strictObject({ id: z.string(), name: z.string() }),
  state: z.enum(SUBSCRIPTION_STATES),
  /** Absent: as fast as it likes. */
  rateLimit: RateLimit.optional(),
  /** Absent: as much as it likes. */
  quota: Quota.optional(),
});
export type RouteSubscription = z.infer<typeof RouteSubscription>;

/** How an identity provider calls the application: `azp` or `client_id` of the tokens of one issuer. */
const TokenClient = z.strictObject({
  issuer: z.string().min(1).max(500),
  clientId: z.string().min(1).max(255),
});

export const APPLICATION_STATES = ["active", "suspended", "removed"] as const;

/**
 * One application and everything it may call in this environment, at `applications/<application id>`. A changed subscription
 * rewrites this document alone, however many keys the application has.
 */
export const ApplicationBody = z.strictObject({
  kind: z.literal("application"),
  environment: z.string(),
  /** `team` is the slug of the team that owns it. */
  application: z.strictObject({
    id: z.string().min(1).max(64),
    slug: z.string(),
    name: z.string(),
    team: z.string(),
  }),
  state: z.enum(APPLICATION_STATES),
  /** A token whose `azp` or `client_id` is the application's own id needs no entry. Two applications never share one. */
  clients: z.array(TokenClient).max(20).default([]),
  /** When several are of one version, an active one counts, else the last. */
  subscriptions: z.array(RouteSubscription).max(1_000),
});
export type ApplicationBody = z.infer<typeof ApplicationBody>;

export const CREDENTIAL_STATES = ["active", "revoked"] as const;

/**
 * One key of an application, at `credentials/<SHA-256 of the key, lower-case hex>`. Whoever reads the store learns no key.
 */
export const CredentialBody = z.strictObject({
  kind: z.literal("credential"),
  environment: z.string(),
  keyId: z.string().min(1).max(64),
  applicationId: z.string().min(1).max(64),
  state: z.enum(CREDENTIAL_STATES),
  /** In ms since 1970: from then on the key is refused. Absent: it does not end by itself. */
  notAfterMs: z.int().positive().optional(),
  /** The id of the one version it is good for. Absent: all that the application may call. */
  versionId: z.string().max(64).optional(),
});
export type CredentialBody = z.infer<typeof CredentialBody>;
