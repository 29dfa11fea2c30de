import { VERDICTS } from "#lib/contract";
import { compareTexts } from "#lib/openapi";
import type { ContractComparison } from "./compare-schema.ts";

const SAME: ContractComparison = { verdict: "safe", groups: [], notes: [], problem: null };

/** What consumers of one OpenAPI document have to know of another, at most `max` changes per verdict; all are counted. */
export async function compareContracts(
  old: string,
  now: string,
  { at, max }: { at: Date; max: number },
): Promise<ContractComparison> {
  if (old === now) return SAME;
  const compared = await compareTexts(old, now, { at });
  if (!compared.ok) return { verdict: null, groups: [], notes: [], problem: problemOf(compared) };
  const { comparison } = compared;
  const groups = VERDICTS.filter((verdict) => comparison[verdict].length > 0).map((verdict) => ({
    verdict,
    total: comparison[verdict].length,
    changes: comparison[verdict].slice(0, max),
  }));
  return { verdict: comparison.verdict, groups, notes: comparison.notes, problem: null };
}

type Refused = Extract<Awaited<ReturnType<typeof compareTexts>>, { ok: false }>;

function problemOf({ which, problems }: Refused): string {
  const why = problems.map(({ message }) => message).join(" ");
  if (which === "both") return why;
  return `The document compared ${which === "old" ? "from" : "to"} cannot be read. ${why}`;
}
