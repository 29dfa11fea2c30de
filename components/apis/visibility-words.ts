import type { Visibility } from "#lib/catalogue/schema";

/** Each visibility as a word, and what it means. */
export const VISIBILITY_WORDS: Record<Visibility, { word: string; meaning: string }> = {
  public: { word: "Public", meaning: "Everyone who can sign in finds it." },
  restricted: { word: "Restricted", meaning: "Its team and the teams you name find it." },
  private: { word: "Private", meaning: "Its team, governance and administrators find it." },
};

/** What a form offers, widest first. */
export const VISIBILITY_CHOICES: readonly Visibility[] = ["public", "restricted", "private"];
