import { Bindings, UnboundPolicy, type TargetBinding } from "#lib/fallback/schema";
import type { InspectedDocument } from "#lib/openapi/schema";
import { Routes, type RouteMatch } from "#lib/routing/schema";

const PRIMARY = "primary";

export interface InitialDraft {
  routes: RouteMatch[];
  policy: UnboundPolicy;
  /** The same for every environment, until somebody says otherwise. Empty when the document names no usable server. */
  bindings: Bindings;
}

/** What a new version starts from: its own path, one target with all defaults, at the document's first server. */
export function initialDraft(slug: string, version: string, document: InspectedDocument): InitialDraft {
  const policy = { apiVersion: "fallback/v1", id: policyId(slug), chain: [{ kind: "http", id: PRIMARY }] };
  const binding = document.servers.map(toBinding).find((found) => found !== undefined);
  return {
    routes: Routes.parse([{ pathPrefix: `/${slug}/${version}` }]),
    policy: UnboundPolicy.parse(policy),
    bindings: binding ? { [PRIMARY]: binding } : {},
  };
}

function policyId(slug: string): string {
  return slug.slice(0, 41).replace(/-+$/, "");
}

/** Only absolute http(s) addresses without query, fragment and user name can be endpoints. */
function toBinding(server: string): TargetBinding | undefined {
  const url = URL.parse(server);
  if (!url) return undefined;
  const given = { [PRIMARY]: { endpoints: [{ url: url.href.replace(/\/+$/, "") }] } };
  const parsed = Bindings.safeParse(given);
  return parsed.success ? parsed.data[PRIMARY] : undefined;
}
