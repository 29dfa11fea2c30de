import { z } from "zod";

/** The rulesets that come with the linter, from the mildest to the strictest. */
export const BUILT_IN_RULESETS = ["minimal", "recommended", "recommended-strict", "spec"] as const;

/** An organisation's own ruleset, as YAML or JSON. */
export const RULESET_MAX_BYTES = 64 * 1024;
export const RULESET_MAX_RULES = 300;
/** Style problems past this many are counted, not kept. */
export const STYLE_PROBLEMS_KEPT = 50;

/** The rules of a style: a built-in ruleset by name, or the text of an own one. */
export const Ruleset = z.union([
  z.strictObject({ builtIn: z.enum(BUILT_IN_RULESETS) }),
  z.strictObject({ text: z.string().trim().min(1).max(RULESET_MAX_BYTES) }),
]);
export type Ruleset = z.infer<typeof Ruleset>;

export interface StyleProblem {
  severity: "error" | "warn";
  /** The linter's name of the broken rule. */
  rule: string;
  message: string;
  /** RFC 6901 pointer into the document. */
  pointer: string;
}

/** How a document fares under a ruleset. */
export type StyleOutcome =
  | { ok: true; errors: number; warnings: number; problems: StyleProblem[] }
  /** `which` cannot be used, or judging it took too much. */
  | { ok: false; which: "ruleset" | "document"; message: string };
