import type { Draft } from "#lib/catalogue/schema";
import type { Issue } from "#lib/errors";
import type { Finding } from "#lib/fallback/schema";
import type { EditorState } from "./editor-state.ts";
import { localFindings, refusedFindings, unboundFindings } from "./local-findings.ts";
import { isAsJudged, serverFindings } from "./server-findings.ts";

/** What the findings leave out: of an edited draft what only the server can tell, of hidden addresses what is wrong with them. */
export type Unjudged = "edited" | "hidden" | undefined;

interface Seen {
  environment: string;
  /** What the last save was refused for. */
  refused: readonly Issue[] | undefined;
}

/** Everything that is known of the draft in one environment, and what is not. */
export function editorFindings(
  draft: Draft,
  state: EditorState,
  { environment, refused }: Seen,
): { findings: Finding[]; unjudged: Unjudged } {
  const own = draft.bindingsHidden ? unboundFindings(state.draft) : localFindings(state.draft, environment);
  const known = new Set(own.map(nameOf));
  const others = serverFindings(draft, state, environment).filter((finding) => !known.has(nameOf(finding)));
  const findings = [...own, ...others, ...refusedFindings(refused, environment)];
  if (draft.bindingsHidden) return { findings, unjudged: "hidden" };
  return { findings, unjudged: isAsJudged(draft, state, environment) ? undefined : "edited" };
}

function nameOf({ code, path }: Finding): string {
  return JSON.stringify([code, path]);
}
