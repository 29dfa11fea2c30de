import type { Rule, RuleFinding, RuleSeverity } from "./schema.ts";

/** What a rule of each severity counts: one that blocks as much as ten that only inform. */
const WEIGHTS: Record<RuleSeverity, number> = { block: 10, warn: 4, info: 1 };

/** How far the rules that are for something are kept. */
export interface Score {
  /** 0…100; 100 only where nothing is broken. `null`: no rule is for it. */
  score: number | null;
  /** Broken rules by severity, waived ones apart. */
  block: number;
  warn: number;
  info: number;
  waived: number;
}

/** One judgement: the rules that were for some content, and what they found. */
export interface Judgement {
  rules: readonly Pick<Rule, "id" | "severity">[];
  findings: readonly Pick<RuleFinding, "ruleId" | "waiver">[];
}

/**
 * The weight of the rules that are kept, as a share of all that are for it, over all judgements together. A rule counts once
 * per judgement, however often it is broken; a broken one that is waived counts half: the risk is accepted, not gone.
 */
export function score(judgements: readonly Judgement[]): Score {
  const counts: Score = { score: null, block: 0, warn: 0, info: 0, waived: 0 };
  let [earned, possible] = [0, 0];
  for (const { rules, findings } of judgements) {
    for (const { id, severity } of rules) {
      const broken = findings.filter(({ ruleId }) => ruleId === id);
      const isWaived = broken.length > 0 && broken.every(({ waiver }) => waiver !== undefined);
      possible += WEIGHTS[severity];
      if (broken.length === 0) earned += WEIGHTS[severity];
      else if (isWaived) earned += WEIGHTS[severity] / 2;
      if (broken.length > 0) counts[isWaived ? "waived" : severity] += 1;
    }
  }
  if (possible > 0) counts.score = Math.floor((100 * earned) / possible);
  return counts;
}

/** An API among others. */
export interface Part {
  /** 1 critical … 4 best effort */
  tier: number;
  score: number | null;
}

/** Of many APIs: their mean, in which a critical one counts four times as much as one of best effort. */
export function combineScores(parts: Iterable<Part>): number | null {
  let [sum, weights] = [0, 0];
  for (const part of parts) {
    if (part.score === null) continue;
    const weight = 5 - part.tier;
    sum += weight * part.score;
    weights += weight;
  }
  return weights === 0 ? null : Math.floor(sum / weights);
}

/** What answers when the primary does not: nothing, something that never answered a request yet, or something that has. */
export const COVERAGES = ["none", "untested", "tested"] as const;
export type Coverage = (typeof COVERAGES)[number];

/**
 * How an API is covered: as its least covered chain is. `chains`: of every version and environment that is live, fallbacks
 * by whether they have answered.
 */
export function coverageOf(chains: readonly (readonly { hasAnswered: boolean }[])[]): Coverage {
  if (chains.some((fallbacks) => fallbacks.length === 0)) return "none";
  return chains.every((fallbacks) => fallbacks.some(({ hasAnswered }) => hasAnswered))
    ? "tested"
    : "untested";
}
