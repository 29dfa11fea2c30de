import type { Action } from "#lib/access/schema";

/** What is done to APIs and versions; the compiler asks for a word for each. */
type Told = Exclude<Extract<Action, `api.${string}` | `version.${string}`>, `${string}.read`>;

/** Past tense, to stand between who did it and what it was done to. */
const WORDS: Record<Told, string> = {
  "api.create": "registered",
  "api.update": "changed",
  "api.delete": "deleted",
  "api.set_default_version": "chose the default version of",
  "api.transfer": "asked to hand over",
  "version.create": "added",
  "version.update": "edited the draft of",
  "version.delete": "deleted",
  "version.publish": "published",
  "version.unpublish": "unpublished",
  "version.roll_back": "rolled back",
  "version.promote": "promoted",
  "version.break_glass": "published without approval",
  "version.deprecate": "deprecated",
  "version.restore": "restored",
  "version.retire": "retired",
  "version.block": "blocked",
  "version.unblock": "unblocked",
  "version.acknowledge": "acknowledged the end of",
  "version.tell": "told the callers of",
  "version.pin": "pinned a target of",
  "version.release_pin": "released the pin of",
  "version.fail_back": "failed back",
};

/** An audited action in words; one without words shows its name. */
export function actionWords(action: string): string {
  return (WORDS as Record<string, string>)[action] ?? action;
}
