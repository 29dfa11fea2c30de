import { z } from "zod";
import { RuleScope, RuleSeverity } from "#lib/governance/schema";
import { isStorable, Slug, VersionName } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";

/** A waiver ends after a year at the latest: then it is asked for anew, or the rule is wrong. */
export const WAIVER_MAX_DAYS = 365;

const Id = z.string().min(1).max(64);
const text = (max: number) => z.string().trim().max(max).refine(isStorable, "Write plain text.");
const etag = z.int().positive();

/** As large as a ruleset of one's own may be. */
const PARAM_MAX = 300_000;
const ParamValue = z.union([
  z.string().max(PARAM_MAX).refine(isStorable, "Write plain text."),
  z.number(),
  z.boolean(),
  z.array(z.union([z.string().max(200), z.number()])).max(100),
]);

const fields = {
  name: text(120).min(1, "Give it a name."),
  params: z
    .record(z.string().max(60), ParamValue)
    .describe("What the kind asks for; absent members are its defaults."),
  scope: RuleScope,
  severity: RuleSeverity,
  enabled: z.boolean(),
};

export const CreateRule = z.strictObject({
  ...fields,
  kind: z.string().min(1).max(60),
  params: fields.params.default({}),
  scope: fields.scope.default({}),
  enabled: fields.enabled.default(true),
});
export type CreateRule = z.infer<typeof CreateRule>;

/** Only what is given changes. Its kind stays: a rule of another kind is another rule. */
export const ChangeRule = z.strictObject({ etag, ...z.object(fields).partial().shape });
export type ChangeRule = z.infer<typeof ChangeRule>;

export const RuleParams = z.strictObject({ id: Id });

const ruleQuery = listQuery({ sort: ["name", "severity", "kind", "updatedAt"], size: 50 });
export const RuleList = {
  api: ruleQuery.api.extend({ severity: RuleSeverity.optional() }),
  url: ruleQuery.url.extend({ severity: RuleSeverity.optional().catch(undefined) }),
};
export type RuleQuery = z.infer<typeof RuleList.api>;

export const RuleDto = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.string().describe("One of the sorts of rules this product knows."),
    params: z.record(z.string(), ParamValue),
    scope: RuleScope,
    severity: RuleSeverity,
    enabled: z.boolean(),
    etag: z.int(),
    createdBy: z.string(),
    updatedAt: z.iso.datetime(),
    waivers: z.int().describe("How many waivers of it hold now."),
  })
  .meta({ id: "GovernanceRule" });
export type RuleDto = z.infer<typeof RuleDto>;

export const ApiParams = z.strictObject({ slug: Slug });

/** `version` absent: for all of the API's versions. */
export const AskWaiver = z.strictObject({
  rule: Id,
  version: VersionName.optional(),
  reason: text(2_000).min(1, "Say why the rule cannot be kept yet."),
  until: z.iso.datetime({ offset: true, error: "A date and time such as 2027-03-01T00:00:00Z." }),
});
export type AskWaiver = z.infer<typeof AskWaiver>;

export const WAIVER_DECISIONS = ["grant", "refuse", "revoke", "withdraw"] as const;
export const DecideWaiver = z.strictObject({
  decision: z.enum(WAIVER_DECISIONS),
  etag,
  note: text(2_000).default(""),
});
export type DecideWaiver = z.infer<typeof DecideWaiver>;

export const WaiverParams = z.strictObject({ id: Id });

export const WAIVER_STATES = ["asked", "granted", "refused", "withdrawn", "revoked", "expired"] as const;
export const WaiverState = z.enum(WAIVER_STATES);
export type WaiverState = z.infer<typeof WaiverState>;

const waiverQuery = listQuery({ sort: ["askedAt", "until"], dir: "desc" });
const filters = { state: WaiverState.optional(), api: Slug.optional() };
export const WaiverList = {
  api: waiverQuery.api.omit({ q: true }).extend(filters),
  url: waiverQuery.url.omit({ q: true }).extend({
    state: filters.state.catch(undefined),
    api: filters.api.catch(undefined),
  }),
};
export type WaiverQuery = z.infer<typeof WaiverList.api>;

export const WaiverDto = z
  .object({
    id: z.string(),
    rule: z.object({ id: z.string(), name: z.string(), kind: z.string(), severity: RuleSeverity }),
    api: z.object({ slug: z.string(), name: z.string() }),
    version: z.string().nullable().describe("Null: all of the API's versions."),
    state: WaiverState.describe("`expired`: it was granted, and its time is over."),
    reason: z.string(),
    until: z.iso.datetime(),
    askedBy: z.string(),
    askedAt: z.iso.datetime(),
    decidedBy: z.string().nullable(),
    decidedAt: z.iso.datetime().nullable(),
    decisionNote: z.string(),
    etag: z.int(),
    allowed: z
      .object({
        total: z.int(),
        items: z.array(
          z.object({
            publicationId: z.string(),
            version: z.string(),
            environment: z.string(),
            revision: z.int(),
            at: z.iso.datetime(),
          }),
        ),
      })
      .describe("Publications that relied on it, the latest five."),
    decisions: z.array(z.enum(WAIVER_DECISIONS)).describe("What the reader may do with it now."),
  })
  .meta({ id: "Waiver" });
export type WaiverDto = z.infer<typeof WaiverDto>;
