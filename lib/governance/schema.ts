import { z } from "zod";
import { Slug } from "#lib/ids/schema";

export { COVERAGES, type Coverage } from "./score.ts";

/** `block` stops a publication, `warn` is shown wherever it is judged, `info` too, and counts little. The gravest first. */
export const RULE_SEVERITIES = ["block", "warn", "info"] as const;
export const RuleSeverity = z.enum(RULE_SEVERITIES);
export type RuleSeverity = z.infer<typeof RuleSeverity>;

const some = <T extends z.ZodType>(of: T, max: number) => z.array(of).min(1).max(max).optional();

/** Which APIs a rule is for, and where: absent means all. One of a list is enough; all lists must agree. */
export const RuleScope = z
  .strictObject({
    tiers: some(z.int().min(1).max(4), 4),
    tags: some(z.string().min(1).max(40), 20),
    /** Slugs. */
    teams: some(Slug, 50),
    /** Slugs. */
    environments: some(Slug, 20),
  })
  .meta({ id: "RuleScope" });
export type RuleScope = z.infer<typeof RuleScope>;

/** A rule as it is kept; `params` fit its kind's schema. */
export interface Rule {
  id: string;
  name: string;
  kind: string;
  params: unknown;
  scope: RuleScope;
  severity: RuleSeverity;
}

/** A granted waiver of one API. `versionId` null: it holds for all of the API's versions. */
export interface ActiveWaiver {
  id: string;
  ruleId: string;
  versionId: string | null;
  until: Date;
}

/** Where content keeps a rule not, and why. */
export interface Breach {
  /** From the draft's root: `["policy", "chain", 1]`, `["bindings", "production", "primary", "endpoints", 0, "url"]`. */
  path: (string | number)[];
  message: string;
  /** Set when it is so only there. */
  environment?: string;
}

const path = z.array(z.union([z.string(), z.int()]));

/** A breach of a rule. A waived one is told, too, and stops nothing. */
export const RuleFinding = z
  .object({
    ruleId: z.string(),
    rule: z.string().describe("The rule's name."),
    kind: z.string(),
    severity: RuleSeverity,
    path: path.describe("From the draft's root, as the issues of a refused publication are."),
    message: z.string(),
    environment: z.string().optional().describe("Set when it is so only there."),
    waiver: z
      .object({ id: z.string(), until: z.iso.datetime() })
      .optional()
      .describe("The waiver that lets it pass for the time being."),
  })
  .meta({ id: "RuleFinding" });
export type RuleFinding = z.infer<typeof RuleFinding>;
