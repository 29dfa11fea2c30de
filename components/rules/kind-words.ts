import { RULE_KINDS, ruleKind } from "#lib/governance";

/** Who must approve is asked at a publication, not judged; it is a rule like the others for those who set it. */
const APPROVAL = {
  title: "Who must approve",
  about: "So many people agree before it is published, never its author.",
};

/** A sort of rule in words; one that this product does not know keeps its name. */
export function kindInWords(kind: string): { title: string; about: string } {
  return kind === "approval" ? APPROVAL : (ruleKind(kind) ?? { title: kind, about: "" });
}

/** Every sort of rule that can be set, by its name. */
export const KIND_CHOICES: readonly string[] = [...Object.keys(RULE_KINDS), "approval"];
