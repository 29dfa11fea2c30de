/** What came of one case on one gateway. */
export type Verdict =
  | { kind: "pass"; checks: number }
  /** `failed` are the checks that were not met, `notExpressible` the reasons of parts left out. */
  | { kind: "fail"; failed: Failed[]; notExpressible: string[] }
  /** `checks` were met in the parts that could be expressed. */
  | { kind: "not expressible"; reasons: string[]; checks: number };

export interface Failed {
  /** In its own words, the same over runs. */
  check: string;
  /** What was there instead; differs from run to run. */
  seen: string;
}
