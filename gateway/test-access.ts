import { keySha256, newKey } from "#lib/credentials";
import type { FallbackPolicy } from "#lib/fallback/schema";
import { applicationKey, credentialKey } from "#lib/routing";
import type { ApplicationBody, CredentialBody, DocumentBody, RouteBody } from "#lib/routing/schema";
import { routeBody } from "./test-gateway.ts";

type Access = NonNullable<RouteBody["access"]>;

const environment = "production";

/** A route that asks who is calling; keys in `x-api-key` unless told. */
export function closedRoute(slug: string, fallback: FallbackPolicy, access: Partial<Access> = {}): RouteBody {
  return {
    ...routeBody(slug, fallback),
    access: { anonymous: false, key: { header: "x-api-key" }, ...access },
  };
}

type Subscription = ApplicationBody["subscriptions"][number];

/** A subscription to `<slug>` v1 without limits. */
export function subscriptionTo(slug: string, more: Partial<Subscription> = {}): Subscription {
  return {
    id: `sub_${slug}`,
    api: { id: `api_${slug}`, slug },
    version: { id: `ver_${slug}`, name: "v1" },
    plan: { id: "plan_1", name: "Free" },
    state: "active",
    ...more,
  };
}

/** An application `app_<slug>` with these subscriptions. */
export function applicationBody(
  slug: string,
  subscriptions: Subscription[],
  more: Partial<ApplicationBody> = {},
): ApplicationBody {
  return {
    kind: "application",
    environment,
    application: { id: `app_${slug}`, slug, name: slug, team: "retail" },
    state: "active",
    clients: [],
    subscriptions,
    ...more,
  };
}

/** A fresh key of `app_<slug>` and its document. */
export function keyOf(
  slug: string,
  more: Partial<CredentialBody> = {},
): { key: string; documents: Record<string, DocumentBody> } {
  const key = newKey(environment);
  const body: CredentialBody = {
    kind: "credential",
    environment,
    keyId: `key_${slug}`,
    applicationId: `app_${slug}`,
    state: "active",
    ...more,
  };
  return { key, documents: { [credentialKey(keySha256(key))]: body } };
}

/** The documents of applications at their keys. */
export function published(...applications: ApplicationBody[]): Record<string, DocumentBody> {
  return Object.fromEntries(applications.map((body) => [applicationKey(body.application.id), body]));
}
