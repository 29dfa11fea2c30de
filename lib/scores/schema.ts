import { z } from "zod";
import { COVERAGES } from "#lib/governance/schema";
import { Slug } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";

/** Days in a trend. */
export const TREND_DAYS = 30;

const day = z.iso.date();
const count = z.int().min(0);

const Broken = {
  block: count.describe("Broken rules that block."),
  warn: count,
  info: count,
  waived: count.describe("Broken rules that a waiver lets pass for the time being."),
};

const score = z.int().min(0).max(100).nullable().describe("0…100; null: no rule is for it.");

export const ScorePoint = z.object({ day, score }).meta({ id: "ScorePoint" });
export type ScorePoint = z.infer<typeof ScorePoint>;

const trend = z.array(ScorePoint).describe(`The last ${TREND_DAYS} days that were judged, oldest first.`);

/** How an API fares on the day that was judged last. */
export const ApiScore = z
  .object({
    slug: z.string(),
    name: z.string(),
    tier: z.int(),
    team: z.object({ slug: z.string(), name: z.string() }),
    score,
    ...Broken,
    coverage: z.enum(COVERAGES).nullable().describe("What answers when its primary does not."),
    trend,
  })
  .meta({ id: "ApiScore" });
export type ApiScore = z.infer<typeof ApiScore>;

export const SCORE_SORTS = ["score", "name", "tier", "block"] as const;

const list = listQuery({ sort: SCORE_SORTS });
const TIERS = ["1", "2", "3", "4"] as const;
const STATES = ["any", "blocking", "waived", "uncovered"] as const;

const Filter = {
  team: z
    .union([z.literal(""), Slug])
    .default("")
    .describe("A team's slug."),
  tier: z.union([z.literal(""), z.enum(TIERS)]).default(""),
  state: z
    .enum(STATES)
    .default("any")
    .describe("`uncovered`: of tier 1 or 2, without a fallback that has answered."),
};

/** Scorecards, the worst first. */
export const ApiScoreList = {
  api: list.api.extend(Filter),
  url: list.url.extend({
    team: Filter.team.catch(""),
    tier: Filter.tier.catch(""),
    state: Filter.state.catch("any"),
  }),
};
export type ApiScoreQuery = z.infer<typeof ApiScoreList.api>;

export const ApiScoreFilter = ApiScoreList.api.omit({ page: true, size: true });
export type ApiScoreFilter = z.infer<typeof ApiScoreFilter>;

const Totals = {
  score,
  ...Broken,
  apis: count.describe("APIs with something live."),
  critical: count.describe("Those of tiers 1 and 2 among them."),
  untested: count.describe("Critical ones with a fallback in every chain, of which some never answered."),
  tested: count.describe("Critical ones whose every chain has a fallback that has answered."),
};

export const TeamScore = z
  .object({ slug: z.string(), name: z.string(), ...Totals, trend })
  .meta({ id: "TeamScore" });
export type TeamScore = z.infer<typeof TeamScore>;

export const TEAM_SCORE_SORTS = ["score", "name", "apis"] as const;
export const TeamScoreList = listQuery({ sort: TEAM_SCORE_SORTS });
export type TeamScoreQuery = z.infer<typeof TeamScoreList.api>;

export const WorstRule = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.string(),
    severity: z.string(),
    apis: count.describe("Live APIs that break it."),
    waived: count.describe("Those among them that have a waiver for every breach."),
  })
  .meta({ id: "WorstRule" });
export type WorstRule = z.infer<typeof WorstRule>;

/** That everything is to be judged: it is done once `judgedAt` of the overview is later. */
export const JudgementAsked = z.object({ askedAt: z.iso.datetime() }).meta({ id: "JudgementAsked" });
export type JudgementAsked = z.infer<typeof JudgementAsked>;

/** How the organisation fares. */
export const ScoreOverview = z
  .object({
    judgedAt: z.iso
      .datetime()
      .nullable()
      .describe(
        "When everything was judged last; null: nothing was judged yet. A change judges its API alone.",
      ),
    ...Totals,
    trend,
    worstRules: z.array(WorstRule),
  })
  .meta({ id: "ScoreOverview" });
export type ScoreOverview = z.infer<typeof ScoreOverview>;

export const StandingFindingDto = z
  .object({
    version: z.string(),
    environments: z.array(z.string()),
    ruleId: z.string(),
    rule: z.string(),
    severity: z.string(),
    message: z.string(),
    waivedUntil: z.iso.datetime().nullable(),
    since: z.iso.datetime().describe("When it was first found."),
  })
  .meta({ id: "StandingFinding" });
export type StandingFindingDto = z.infer<typeof StandingFindingDto>;

const findingList = listQuery({ sort: ["severity"] });
export const StandingFindingList = { api: findingList.api.pick({ page: true, size: true }) };
export type StandingFindingQuery = z.infer<typeof StandingFindingList.api>;

export const ScorecardParams = z.strictObject({ slug: Slug });
export type ScorecardParams = z.infer<typeof ScorecardParams>;

/** An API's own card. */
export const ApiScorecard = z
  .object({
    judgedAt: z.iso
      .datetime()
      .nullable()
      .describe("Null: nothing of it was live when everything was judged."),
    score,
    ...Broken,
    coverage: z.enum(COVERAGES).nullable(),
    trend,
    seesFindings: z
      .boolean()
      .describe("Whether the asker may list what breaks rules: its team and governance may."),
  })
  .meta({ id: "ApiScorecard" });
export type ApiScorecard = z.infer<typeof ApiScorecard>;
