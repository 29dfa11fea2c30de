/** Past tense, to stand between who did it and what it was done to. */
const WORDS: Record<string, string> = {
  "api.create": "registered",
  "api.update": "changed",
  "api.delete": "deleted",
  "version.create": "added",
  "version.update": "edited the draft of",
  "version.publish": "published",
  "version.unpublish": "unpublished",
  "version.pin": "pinned a target of",
  "version.release_pin": "released the pin of",
  "version.fail_back": "failed back",
};

/** An audited action in words; one without words shows its name. */
export function actionWords(action: string): string {
  return WORDS[action] ?? action;
}
