/** What of a list's query differs from its defaults: the shortest URL search that says the same. */
export function listSearch<Query extends object>(query: Query, defaults: Query): Record<string, string> {
  const known = new Map<string, unknown>(Object.entries(defaults));
  return Object.fromEntries(
    Object.entries(query)
      .filter(([name, value]) => value !== undefined && value !== known.get(name))
      .map(([name, value]): [string, string] => [name, String(value)])
      .toSorted(([a], [b]) => a.localeCompare(b)),
  );
}

/** A whole number within bounds, or undefined for any other text. */
export function wholeNumber(
  text: string | null,
  { from, to }: { from: number; to: number },
): number | undefined {
  const value = text === null || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isInteger(value) && value >= from && value <= to ? value : undefined;
}

/** One of the known words, or undefined for any other text. */
export function oneOf<const Word extends string>(
  text: string | null,
  words: readonly Word[],
): Word | undefined {
  return words.find((word) => word === text);
}
