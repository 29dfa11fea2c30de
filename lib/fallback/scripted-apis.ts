import type { FindApi, PublishedApi } from "./flatten.ts";
import type { Bindings, UnboundPolicy, UnboundTarget } from "./schema.ts";

/* Chains and other APIs for tests. */

export const http = (id: string, more: object = {}) => ({ id, kind: "http", ...more }) as UnboundTarget;
export const api = (id: string, apiId: string, more: object = {}) =>
  ({ id, kind: "api", apiId, version: "v1", entry: "full_policy", ...more }) as UnboundTarget;
export const sorry: UnboundTarget = { id: "sorry", kind: "static", status: 503 };
export const empty: UnboundTarget = { id: "empty", kind: "static", status: 200, body: "[]" };

export const policyOf = (chain: UnboundTarget[], more: Partial<UnboundPolicy> = {}): UnboundPolicy => ({
  apiVersion: "fallback/v1",
  id: "p",
  chain,
  ...more,
});
export const bound = (policy: UnboundPolicy): Bindings =>
  Object.fromEntries(
    policy.chain
      .filter((target) => target.kind === "http")
      .map(({ id }) => [id, { endpoints: [{ url: `https://${id}.example/base` }], auth: authOf(id) }]),
  );
export const authOf = (id: string) => ({
  secretRef: `sealed:v1:${id}`,
  in: "header" as const,
  name: "X-Key",
});
export const ROUTE = { pathPrefix: "/inventory", methods: [], stripPrefix: true };

export const published = (policy: UnboundPolicy, more: Partial<PublishedApi> = {}): PublishedApi => ({
  revision: 7,
  routes: [ROUTE],
  policy,
  bindings: bound(policy),
  ...more,
});
export const others =
  (known: Record<string, PublishedApi | "unpublished">, blocked: readonly string[] = []): FindApi =>
  (slug, version) => {
    const one = known[slug];
    if (one === undefined || version !== "v1") return undefined;
    return one === "unpublished"
      ? { label: `${slug} v1` }
      : { label: `${slug} v1`, published: one, isBlocked: blocked.includes(slug) };
  };

export const self = { api: "storefront", version: "v1", label: "storefront v1" };
