import type { PublishedApi } from "#lib/fallback";
import type { Bindings, HttpTarget, UnboundPolicy, UnboundTarget } from "#lib/fallback/schema";

/** Of a published version: what its place in another's chain depends on. */
interface PublishedShape extends PublishedApi {
  routes: { pathPrefix: string; methods: string[]; stripPrefix: boolean }[];
}

/** Another API as a chain may be played through with it. */
export interface ApiShape {
  api: string;
  version: string;
  isBlocked: boolean;
  /** Null: nothing is published there. */
  published: PublishedShape | null;
}

/** In place of what is for an API's own team to see. */
const HIDDEN = "hidden";

/**
 * What decides which target of an API answers, and nothing of where they are, how they are asked or what they say. Hosts have
 * made-up names, the same for the same host, for what is on one host fails together.
 */
export function shapeOf(name: { slug: string; version: string }, published: PublishedApi): PublishedShape {
  const { revision, routes, policy, bindings } = published;
  const { apiVersion, id, chain, triggers } = policy;
  return {
    revision,
    routes: routes.map(({ pathPrefix, methods, stripPrefix }) => ({
      pathPrefix,
      methods: [...methods],
      stripPrefix,
    })),
    policy: { apiVersion, id, chain: chain.map(shapeOfTarget), ...(triggers ? { triggers } : {}) },
    bindings: hideBindings(bindings, `${name.slug}.${name.version}.invalid`),
  };
}

function shapeOfTarget(target: UnboundTarget): UnboundPolicy["chain"][number] {
  switch (target.kind) {
    case "http": {
      const { host: _host, rewrite: _rewrite, health, ...rest } = target;
      return { ...rest, ...(health ? { health: shapeOfHealth(health) } : {}) };
    }
    case "ai": {
      const { auth: _auth, endpoint: _endpoint, ...rest } = target;
      return rest;
    }
    case "static": {
      const { headers: _headers, body: _body, ...rest } = target;
      return rest;
    }
    case "api":
    case "stale":
      return target;
  }
}

function shapeOfHealth({ active, ...passive }: NonNullable<HttpTarget["health"]>) {
  if (!active) return passive;
  const { host: _host, path: _path, ...rest } = active;
  return { ...passive, active: rest };
}

function hideBindings(bindings: Bindings, domain: string): Bindings {
  const names = new Map<string, string>();
  const nameOf = (url: string) => {
    const host = URL.parse(url)?.hostname ?? url;
    const name = names.get(host) ?? `https://host-${names.size + 1}.${domain}`;
    names.set(host, name);
    return name;
  };
  return Object.fromEntries(
    Object.entries(bindings).map(([id, { endpoints, auth }]) => [
      id,
      {
        endpoints: endpoints.map(({ url }) => ({ url: nameOf(url) })),
        ...(auth ? { auth: { in: auth.in, name: HIDDEN, secretRef: HIDDEN } } : {}),
      },
    ]),
  );
}
