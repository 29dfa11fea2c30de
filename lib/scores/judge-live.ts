import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";
import {
  coverageOf,
  evaluateRules,
  rulesFor,
  score,
  styleRuleset,
  type Judgement,
  type Rule,
  type RuleFinding,
} from "#lib/governance";
import type { Coverage } from "#lib/governance/schema";
import { readRules } from "#lib/rules";
import { gatherFacts, type Judgeable } from "./gather-facts.ts";
import { HostCache } from "./host-cache.ts";
import { keepChunk } from "./keep-chunk.ts";
import { keepTotals } from "./keep-totals.ts";
import { readLive, type LiveApi, type LiveChunk, type LiveDeployment } from "./read-live.ts";

const APIS_AT_ONCE = 200;
/** For reading documents that nobody has read yet; the next run reads on. */
const READING_MS = 10 * 60_000;
/** For looking up names. */
const LOOKUPS_MS = 3 * 60_000;

/** An API as it was judged. */
export interface JudgedApi {
  api: LiveApi;
  deployments: { deployment: LiveDeployment; findings: RuleFinding[] }[];
  score: ReturnType<typeof score>;
  coverage: Coverage;
}

interface Options {
  /** Only this API; the totals follow. Everything, where nothing was judged yet. */
  apiId?: string | undefined;
  clock?: () => Date;
}

/**
 * Judges everything that is live by the rules and waivers as they are now, keeps findings and the day's scores, and tells owners
 * of what newly breaks a blocking rule. Doing it again on the same day changes nothing but what has changed.
 */
export async function judgeLive(
  ctx: Ctx,
  { apiId, clock = () => new Date() }: Options = {},
): Promise<number> {
  authorise(ctx.actor, "score.judge");
  const latest = await ctx.db.scoreDay.findFirst({
    where: { subject: "organisation" },
    orderBy: { day: "desc" },
    select: { day: true },
  });
  const one = latest ? apiId : undefined;
  const day = latest && one ? latest.day : new Date(ctx.now.toISOString().slice(0, 10));
  const rules = await readRules(ctx.db);
  const until = (ms: number) => new Date(clock().getTime() + ms);
  const hosts = new HostCache(until(LOOKUPS_MS), clock);
  const gathering = { rules, hosts, readUntil: until(READING_MS), clock };
  let judged = 0;
  for (let after = ""; ;) {
    const chunk = await readLive(ctx.db, { after, size: APIS_AT_ONCE, apiId: one, now: ctx.now });
    const last = chunk.apis.at(-1);
    if (!last) break;
    const judgeable = await gatherFacts(ctx, chunk, gathering);
    await keepChunk(ctx, judgeAll(chunk, { judgeable, rules, now: ctx.now }), day);
    judged += chunk.apis.length;
    after = last.id;
  }
  await keepTotals(ctx, { day, apiId: one });
  return judged;
}

interface Judging {
  judgeable: readonly Judgeable[];
  rules: readonly Rule[];
  now: Date;
}

function judgeAll({ apis, waivers }: LiveChunk, { judgeable, rules, now }: Judging): JudgedApi[] {
  const byApi = Map.groupBy(judgeable, ({ deployment }) => deployment.apiId);
  return apis.map((api) => {
    const own = (byApi.get(api.id) ?? []).map(({ deployment, facts }) => {
      const known = rules.filter((rule) => isKnown(rule, facts));
      const findings = evaluateRules(known, waivers.get(api.id) ?? [], { facts, now });
      const judgement: Judgement = { rules: rulesFor(known, facts), findings };
      return { deployment, facts, findings, judgement };
    });
    return {
      api,
      deployments: own.map(({ deployment, findings }) => ({ deployment, findings })),
      score: score(own.map(({ judgement }) => judgement)),
      coverage: coverageOf(own.map(({ deployment, facts }) => fallbacksOf(deployment, facts.policy.chain))),
    };
  });
}

/** A style that was not judged for want of time is no breach of what serves. */
function isKnown(rule: Rule, { styles = [] }: Judgeable["facts"]): boolean {
  const wanted = styleRuleset(rule);
  if (!wanted) return true;
  return styles.some(({ ruleset }) => JSON.stringify(ruleset) === JSON.stringify(wanted));
}

/** Answers that are the gateway's own need no proof that something answers. */
function fallbacksOf({ answered }: LiveDeployment, chain: readonly { id: string; kind: string }[]) {
  return chain
    .slice(1)
    .map(({ id, kind }) => ({ hasAnswered: kind === "static" || kind === "stale" || answered.includes(id) }));
}
