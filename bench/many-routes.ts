import type { RouteBody, RouteMatch } from "#lib/routing/schema";

/** Every so many-th route has active checks. */
const CHECKED = 10;
const ENDPOINTS = 100;

export function routeKeyOf(n: number): string {
  return `routes/api-${n}/v1`;
}

/** A path that the n-th route takes. */
export function pathOf(n: number): string {
  return `/team-${n % 1000}/api-${n}`;
}

export function matchOf(n: number): RouteMatch[] {
  return [{ hosts: [], pathPrefix: pathOf(n), methods: [], stripPrefix: true }];
}

/** A document of about 1 kB once signed: a primary, a backup and a static answer; another edition differs in its deadline. */
export function routeDocument({ n, edition, port }: { n: number; edition: number; port: number }): RouteBody {
  const check = {
    type: "http",
    path: `/health/${Math.floor(n / CHECKED) % ENDPOINTS}`,
    intervalMs: 10_000,
  } as const;
  const health = n % CHECKED === 0 ? { health: { active: check } } : {};
  return {
    kind: "route",
    environment: "production",
    api: {
      id: `api_${n.toString().padStart(16, "0")}`,
      slug: `api-${n}`,
      name: `The API number ${n}`,
      tier: 2,
    },
    version: { id: `ver_${n.toString().padStart(16, "0")}`, name: "v1" },
    revision: edition + 1,
    publicationId: `pub_${n.toString().padStart(16, "0")}`,
    match: matchOf(n),
    fallback: {
      apiVersion: "fallback/v1",
      id: `fallback-of-api-${n}`,
      chain: [
        {
          id: "primary",
          kind: "http",
          endpoints: [{ url: `http://127.0.0.1:${port}/primary/${n}` }],
          ...health,
        },
        {
          id: "backup",
          kind: "http",
          endpoints: [{ url: `http://127.0.0.1:${port}/backup/${n}` }],
          timeouts: { connectMs: 300, firstByteMs: 2_000 },
        },
        {
          id: "sorry",
          kind: "static",
          status: 503,
          body: '{"message":"We are sorry: this API cannot answer at the moment. Please try again in a minute."}',
          contentType: "application/json",
          retryAfterS: 60,
        },
      ],
      budget: { deadlineMs: 10_000 + edition, maxAttempts: 3 },
    },
  };
}
