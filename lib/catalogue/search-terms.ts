import { allowedTypos, distanceToBeginning } from "./edit-distance.ts";

/** One word of a search, and what the database knows of it. */
export interface SearchToken {
  /** In lower case, without accents: ASCII letters and digits, and whatever is not ASCII. */
  token: string;
  /** Its English stem; none for a word like "the". */
  stems: string[];
  /** Some word of the catalogue begins with it. */
  isKnown: boolean;
  /** Words that look like it or have it inside, nearest first. */
  similar: string[];
}

export interface SearchTerms {
  /** What was typed, as the catalogue keeps names, and as a slug. */
  plain: string;
  slug: string;
  /** A tsquery per word. */
  queries: string[];
  /** To be looked for in names, tags and teams only: one letter is in nearly every operation. */
  isHeadOnly: boolean;
  /** Words to highlight. */
  words: string[];
  isCorrected: boolean;
}

/** More words than this are not searched for. */
const TOKENS_MAX = 8;
const CORRECTIONS_MAX = 12;

/**
 * What a search asks for; undefined where it has no word. Small words and single letters count only where there is
 * nothing else. `relaxed`: near words also for those that are known, because what they find is nothing.
 */
export function searchTerms(given: readonly SearchToken[], relaxed = false): SearchTerms | undefined {
  const tokens = given.slice(0, TOKENS_MAX);
  const telling = tokens.filter(({ token, stems }) => token.length > 1 && stems.length > 0);
  const used = telling.length > 0 ? telling : tokens;
  if (used.length === 0) return undefined;
  const read = used.map((token) => readToken(token, relaxed));
  return {
    plain: tokens.map(({ token }) => token).join(" "),
    slug: tokens.map(({ token }) => token).join("-"),
    queries: read.map(({ lexemes }) => lexemes.join(" | ")),
    isHeadOnly: used.every(({ token }) => token.length === 1),
    words: read.flatMap(({ words }) => words),
    isCorrected: read.some(({ isCorrected }) => isCorrected),
  };
}

function readToken({ token, stems, isKnown, similar }: SearchToken, relaxed: boolean) {
  const own = [`${quoted(token)}:*`, ...stems.filter((stem) => stem !== token).map(quoted)];
  if (isKnown && !relaxed) return { lexemes: own, words: [token, ...stems], isCorrected: false };
  const near = corrections(token, similar);
  const isCorrected = near.length > 0;
  return { lexemes: [...own, ...near.map(quoted)], words: [token, ...stems, ...near], isCorrected };
}

function corrections(token: string, similar: readonly string[]): string[] {
  const allowed = allowedTypos(token.length);
  return similar
    .filter((word) => word.includes(token) || distanceToBeginning(token, word) <= allowed)
    .slice(0, CORRECTIONS_MAX);
}

/** A lexeme in a tsquery's own quotes. Words come without ASCII punctuation; doubling says so again. */
function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
