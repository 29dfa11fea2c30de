import type { Visibility } from "#lib/catalogue/schema";

/** Each visibility as a word, and what it means. */
export const VISIBILITY_WORDS: Record<Visibility, { word: string; meaning: string }> = {
  public: { word: "Public", meaning: "Everyone who can sign in finds it." },
  restricted: { word: "Restricted", meaning: "Its team, governance and administrators find it." },
  private: { word: "Private", meaning: "Its team, governance and administrators find it." },
};

/** What a form offers. "restricted" starts to differ from "private" with subscriptions, and is offered from then on. */
export const VISIBILITY_CHOICES: readonly Visibility[] = ["public", "private"];
