import type { FallbackPolicy, UnboundPolicy } from "./schema.ts";
import type { ResolvedPolicy, ResolvedUnboundPolicy } from "./resolved.ts";

/** Fills every default of fallback/v1. */
export declare function resolvePolicy(policy: FallbackPolicy): ResolvedPolicy;
export declare function resolvePolicy(policy: UnboundPolicy): ResolvedUnboundPolicy;
