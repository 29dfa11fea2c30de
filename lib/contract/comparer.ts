import type { Findings } from "./findings.ts";
import type { Pair, Step } from "./pair.ts";
import type { Direction } from "./rules.ts";

/** What one comparison of operations works with. */
export interface Comparer {
  findings: Findings;
  pairs: (step: Step) => Pair;
  at: Date;
  /** The provider is the one who calls (webhooks, callbacks). */
  isTurned: boolean;
  /** Which way what the caller sends, and what it is given, goes. */
  directions: { sent: Direction; given: Direction };
}
