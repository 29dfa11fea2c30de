import type { Draft, DraftFinding } from "#lib/catalogue/schema";
import type { Finding } from "#lib/fallback/schema";
import type { ChainDraft } from "./chain-edit.ts";
import { isSame, type EditorState } from "./editor-state.ts";
import { atBinding } from "./local-findings.ts";

/** What the server judged. */
type Judged = Pick<Draft, "etag" | "findings">;
type Edited = Pick<EditorState, "draft" | "saved" | "etag">;

/** Whether the chain and its addresses in an environment are what the server judged. */
export function isAsJudged({ etag }: Pick<Draft, "etag">, state: Edited, environment: string): boolean {
  const { draft, saved } = state;
  return (
    state.etag === etag &&
    isSame(draft.policy, saved.policy) &&
    isSame(draft.bindings[environment], saved.bindings[environment])
  );
}

/**
 * The server's findings in one environment. The browser knows nothing of rules, nor what other APIs bring into the chain: that
 * stands as long as all is as it was judged; after an edit what speaks of one thing stands while that thing is as it was.
 */
export function serverFindings(judged: Judged, state: Edited, environment: string): Finding[] {
  const stands = isAsJudged(judged, state, environment);
  return judged.findings
    .filter((finding) => finding.environment === undefined || finding.environment === environment)
    .filter(
      (finding) => stands || isOfSavedAddress(finding, state, environment) || isOfSavedTarget(finding, state),
    )
    .map((finding) => atBinding(finding, state.draft.policy.chain));
}

function isOfSavedAddress(
  { code, path }: DraftFinding,
  { draft, saved }: Edited,
  environment: string,
): boolean {
  if (code !== "egress-refused") return false;
  const endpointsIn = ({ bindings }: ChainDraft) => bindings[environment]?.[String(path[1])]?.endpoints;
  const now = endpointsIn(draft);
  return now !== undefined && isSame(now, endpointsIn(saved));
}

function isOfSavedTarget(
  { code, environment, path: [root, at] }: DraftFinding,
  { draft, saved }: Edited,
): boolean {
  if (root !== "chain" || typeof at !== "number") return false;
  const target = draft.policy.chain[at];
  if (target === undefined || !isSame(target, saved.policy.chain[at])) return false;
  if (OF_A_TARGET.has(code)) return true;
  const isOfOneThing = !code.startsWith("rule:") && !OF_TWO_TARGETS.has(code);
  return environment !== undefined && target.kind === "api" && isOfOneThing;
}

/** The other one may have been edited. */
const OF_TWO_TARGETS = new Set(["shared-address", "correlated-targets"]);
const OF_A_TARGET = new Set(["never-exercised", "contract-mismatch"]);
