import type { Ctx } from "#lib/db";
import { diffTexts } from "#lib/openapi";
import { readSides } from "./compare-states.ts";
import type { CompareStates, TextComparison } from "./compare-schema.ts";
import type { VersionParams } from "./schema.ts";

/** The same two states as `compareStates`, line by line, as `diff -u` writes it. */
export async function compareText(
  ctx: Ctx,
  at: VersionParams,
  states: CompareStates,
): Promise<TextComparison> {
  const { old, now } = await readSides(ctx, at, states);
  const settings = (side: typeof old) => JSON.stringify(side.settings);
  const diff = await diffTexts([
    { name: "openapi", old: old.documentText, now: now.documentText },
    { name: "settings.json", old: settings(old), now: settings(now) },
  ]);
  if (!diff.ok) return { ...states, text: "", isCut: false, problem: diff.problem };
  return { ...states, text: diff.text, isCut: diff.isCut, problem: null };
}
