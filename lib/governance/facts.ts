import type { UnboundPolicy } from "#lib/fallback/schema";
import type { Ruleset, StyleOutcome } from "#lib/openapi/schema";

/** What rules judge: a version's content with what is known of it. All of it is given; nothing is looked up. */
export interface RuleFacts {
  /** What is about to happen, or stands. */
  occasion: "content" | "sunset";
  api: { slug: string; tier: number; tags: readonly string[]; team: string; activeOwners: number };
  version: { id: string; name: string };
  document: DocumentFacts | "unknown";
  /** How the document fares under rulesets, as far as that is known. */
  styles?: readonly StyleFacts[];
  policy: UnboundPolicy;
  /** Where it is judged for: where it would be published, or may be. */
  environments: readonly EnvironmentFacts[];
  /** On the occasion of a sunset: days from now to the end; absent: no end is announced. */
  sunset?: { noticeDays: number };
}

/** What a document says of itself, as far as rules ask. */
export interface DocumentFacts {
  infoVersion: string;
  hasContact: boolean;
  securitySchemes: string[];
  operations: number;
  /** Operations that need no credential. */
  openOperations: number;
  /** At most 1000. */
  paths: string[];
}

export interface StyleFacts {
  ruleset: Ruleset;
  outcome: StyleOutcome;
}

/** What the change from the document that is live there does to consumers. */
export type ChangeFacts =
  | { verdict: "none" }
  | { verdict: "unknown" }
  | { verdict: "breaking"; count: number; first: string };

export interface EnvironmentFacts {
  slug: string;
  /** The chain as it would be served there, other APIs' targets in their place; empty where it has no addresses yet. */
  targets: readonly TargetFacts[];
  standIns: readonly StandInFacts[];
  change: ChangeFacts;
}

export interface TargetFacts {
  id: string;
  /** Of the version's own target that it is, or comes from. */
  index: number;
  /** Of another API: its addresses are not told. */
  isOther: boolean;
  kind: "http" | "ai" | "stale" | "static";
  endpoints: readonly EndpointFacts[];
  labels: { region?: string; provider?: string; credential?: string };
  /** The longest that its attempts can take. */
  worstMs: number;
}

export interface EndpointFacts {
  isPlain: boolean;
  host: string;
  /** What the host's name leads to; empty where it is not known. */
  addresses: readonly string[];
}

/** Whether another API of the chain can stand in for the primary, by their documents. */
export interface StandInFacts {
  index: number;
  api: string;
  verdict: "compatible" | "degraded" | "incompatible" | "unknown";
}
