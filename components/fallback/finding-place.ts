import type { Finding, UnboundTarget } from "#lib/fallback/schema";
import { REQUEST_CARD } from "./editor-state.ts";

/** The card on which a finding is mended. */
export function cardOf({ path: [root, place] }: Finding, chain: readonly UnboundTarget[]): string {
  if (root === "chain" && typeof place === "number") return chain[place]?.id ?? REQUEST_CARD;
  if (root === "bindings" && typeof place === "string" && chain.some(({ id }) => id === place)) return place;
  return REQUEST_CARD;
}

/** The field on that card; a target without an address lacks its first one. */
export function fieldOf({ path, code }: Finding): (string | number)[] {
  const [root] = path;
  if (code === "missing-binding") return ["endpoints", 0, "url"];
  return root === "chain" || root === "bindings" ? path.slice(2) : [...path];
}

/** The field in words, from the card on: `primary.timeouts.connectMs`. */
export function placeInWords(finding: Finding, chain: readonly UnboundTarget[]): string {
  const card = cardOf(finding, chain);
  if (card === REQUEST_CARD) return finding.path.join(".") || "policy";
  return [card, ...finding.path.slice(2)].join(".");
}
