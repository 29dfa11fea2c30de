import type { Ctx, Tx } from "#lib/db";
import { styleRuleset, type Rule, type StyleFacts } from "#lib/governance";
import { sha256Hex } from "#lib/ids";
import { checkStyle } from "#lib/openapi";
import type { Ruleset, StyleOutcome } from "#lib/openapi/schema";
import type { Judged } from "./judged.ts";

interface Digested {
  ruleset: Ruleset;
  digest: string;
}

/** The rulesets that rules ask for, each once. */
function rulesetsOf(rules: readonly Rule[]): Digested[] {
  const rulesets = rules.flatMap((rule) => styleRuleset(rule) ?? []);
  const digested = rulesets.map((ruleset) => ({ ruleset, digest: sha256Hex(JSON.stringify(ruleset)) }));
  return [...new Map(digested.map((one) => [one.digest, one])).values()];
}

/** Lints a document under the rulesets that rules ask for, where that was not done yet. Results are kept by digests. */
export async function checkStyles(
  { db, now }: Pick<Ctx, "db" | "now">,
  { documentDigest, documentText }: Pick<Judged, "documentDigest" | "documentText">,
  rules: readonly Rule[],
): Promise<void> {
  const rulesets = rulesetsOf(rules);
  if (rulesets.length === 0) return;
  const rows = await db.styleResult.findMany({
    where: { documentDigest, rulesetDigest: { in: rulesets.map(({ digest }) => digest) } },
    select: { rulesetDigest: true },
  });
  const known = new Set(rows.map(({ rulesetDigest }) => rulesetDigest));
  for (const { ruleset, digest: rulesetDigest } of rulesets) {
    if (known.has(rulesetDigest)) continue;
    const result = structuredClone(await checkStyle(ruleset, await documentText())) as object;
    await db.styleResult.createMany({
      data: [{ documentDigest, rulesetDigest, result, checkedAt: now }],
      skipDuplicates: true,
    });
  }
}

/** How documents fare under the rulesets that rules ask for, by the documents' digests, as far as that was found out. */
export async function readStyles(
  db: Pick<Tx, "styleResult">,
  documentDigests: readonly string[],
  rules: readonly Rule[],
): Promise<Map<string, StyleFacts[]>> {
  const rulesets = new Map(rulesetsOf(rules).map(({ digest, ruleset }) => [digest, ruleset]));
  const found = new Map<string, StyleFacts[]>();
  if (rulesets.size === 0) return found;
  const rows = await db.styleResult.findMany({
    where: { documentDigest: { in: [...documentDigests] }, rulesetDigest: { in: [...rulesets.keys()] } },
    select: { documentDigest: true, rulesetDigest: true, result: true },
  });
  for (const { documentDigest, rulesetDigest, result } of rows) {
    const ruleset = rulesets.get(rulesetDigest);
    // Cast: written by `checkStyles` alone.
    const outcome = result as unknown as StyleOutcome;
    if (ruleset) found.set(documentDigest, [...(found.get(documentDigest) ?? []), { ruleset, outcome }]);
  }
  return found;
}
