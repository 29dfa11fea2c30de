import { AppError } from "#lib/errors";
import { styleRuleset } from "#lib/governance";
import { checkStyle } from "#lib/openapi";

/** Throws `invalid` at the text for a ruleset of one's own that the linter would not run. Takes a process: not in a transaction. */
export async function refuseUnusableRuleset(kind: string, params: unknown): Promise<void> {
  const ruleset = styleRuleset({ kind, params });
  if (!ruleset || "builtIn" in ruleset) return;
  const outcome = await checkStyle(ruleset);
  if (outcome.ok) return;
  const message = `The ruleset cannot be used: ${outcome.message}`;
  throw new AppError("invalid", message, { issues: [{ path: ["params", "text"], message }] });
}
