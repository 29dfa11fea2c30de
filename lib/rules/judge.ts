import { evaluateRules, type RuleFacts, type RuleFinding } from "#lib/governance";
import type { Addresses, Judged, Reader } from "./judged.ts";
import { readApi, readFacts } from "./read-facts.ts";
import { readRules, readWaivers } from "./read-rules.ts";
import { readStyles } from "./styles.ts";

/** What the rules as they are now have to say of content. `addresses`: of `prepareFacts`. */
export async function judgeContent(
  db: Reader,
  judged: Judged,
  { addresses, now }: { addresses: Addresses; now: Date },
): Promise<RuleFinding[]> {
  const rules = await readRules(db);
  if (rules.length === 0) return [];
  const waivers = await readWaivers(db, judged.version.apiId, now);
  const styles = (await readStyles(db, [judged.documentDigest], rules)).get(judged.documentDigest) ?? [];
  const facts = { ...(await readFacts(db, judged, addresses)), styles };
  return evaluateRules(rules, waivers, { facts, now });
}

interface Ending {
  version: { id: string; name: string; apiId: string };
  /** Where it is live. */
  environments: string[];
  sunsetAt: Date | undefined;
}

/** What they have to say of an end that is about to be announced. */
export async function judgeSunset(
  db: Reader,
  { version, environments, sunsetAt }: Ending,
  now: Date,
): Promise<RuleFinding[]> {
  const rules = await readRules(db);
  if (rules.length === 0 || sunsetAt === undefined) return [];
  const facts: RuleFacts = {
    occasion: "sunset",
    api: await readApi(db, version.apiId),
    version: { id: version.id, name: version.name },
    document: "unknown",
    // An end is announced of what is there, whatever its chain.
    policy: { apiVersion: "fallback/v1", id: "any", chain: [] },
    environments: environments.map((slug) => ({
      slug,
      targets: [],
      standIns: [],
      change: { verdict: "none" },
    })),
    sunset: { noticeDays: (sunsetAt.getTime() - now.getTime()) / 86_400_000 },
  };
  return evaluateRules(rules, await readWaivers(db, version.apiId, now), { facts, now });
}
