import type { ChainView } from "./decide.ts";
import type { CompiledChain } from "./compile-chain.ts";
import type { SkipReason } from "./step.ts";

export interface Serving {
  /** Index of the target; −1 = nothing would answer. */
  target: number;
  id: string | undefined;
  /** Traffic is not where it belongs by state. This, not the index, drives incidents. */
  offPrimary: boolean;
  /** Why the home target does not serve. */
  reason: SkipReason | undefined;
}

/** Where a new plain GET would go now, canaries aside. */
export declare function servingTarget(chain: CompiledChain, view: ChainView, nowMs: number): Serving;
