import type { UnboundPolicy } from "#lib/fallback/schema";

export interface DemoApi {
  slug: string;
  team: string;
  tier: 1 | 2 | 3 | 4;
  /** The base address of each network target. */
  targets: Record<string, string>;
  chain: UnboundPolicy["chain"];
  failback?: UnboundPolicy["failback"];
  /** Something to ask for through the gateway, below the API's path. */
  sample: string;
}

/** Where the demo's servers are, by name. */
export type DemoAddresses = Record<"primary" | "secondary" | "services" | "backup", string>;

const health = { active: { type: "http", path: "/health", intervalMs: 1_000, timeoutMs: 500 } } as const;
const PRIMARY = { kind: "http", id: "primary" } as const;
const BACKUP = { kind: "http", id: "backup" } as const;
const json = { contentType: "application/json" };

/** The catalogue of the retail company: one API per document of demo/documents, each with its own answer to failure. */
export const retailApis = (at: DemoAddresses): DemoApi[] => [
  {
    slug: "storefront",
    team: "storefront",
    tier: 1,
    targets: { primary: at.primary, secondary: at.secondary },
    chain: [
      { kind: "http", id: "primary", health },
      { kind: "http", id: "secondary", health },
    ],
    failback: { mode: "auto", holdDownMs: 10_000 },
    sample: "/products",
  },
  {
    slug: "payments",
    team: "payments",
    tier: 1,
    targets: { primary: `${at.services}/payments`, backup: `${at.backup}/payments` },
    chain: [{ ...PRIMARY, timeouts: { connectMs: 300, firstByteMs: 2_000 } }, BACKUP],
    sample: "/methods",
  },
  {
    slug: "accounts",
    team: "identity",
    tier: 2,
    targets: { primary: `${at.services}/accounts`, backup: `${at.backup}/accounts` },
    chain: [PRIMARY, BACKUP],
    sample: "/accounts/a-204",
  },
  {
    slug: "search",
    team: "storefront",
    tier: 2,
    targets: { primary: `${at.services}/search` },
    chain: [
      PRIMARY,
      { kind: "stale", id: "last-good", maxStaleMs: 600_000, isolateBy: "public", maxEntryBytes: 65_536 },
      { kind: "static", id: "no-hits", status: 200, ...json, body: '{"total":0,"items":[]}' },
    ],
    sample: "/search?q=lamp",
  },
  {
    slug: "shipping",
    team: "logistics",
    tier: 3,
    targets: { primary: `${at.services}/shipping` },
    chain: [PRIMARY, { kind: "static", id: "later", status: 503, ...json, body: "{}", retryAfterS: 30 }],
    sample: "/rates?country=DE",
  },
  {
    slug: "loyalty",
    team: "storefront",
    tier: 4,
    targets: { primary: `${at.services}/loyalty` },
    chain: [PRIMARY],
    sample: "/members/m-88/points",
  },
];
