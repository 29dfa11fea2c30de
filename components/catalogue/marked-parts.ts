/** A text cut where one of the words begins or ends, in whatever case; the longest word counts. */
export function markedParts(text: string, words: readonly string[]): { text: string; isMarked: boolean }[] {
  const wanted = words.filter((word) => word.length > 1).toSorted((a, b) => b.length - a.length);
  if (wanted.length === 0) return [{ text, isMarked: false }];
  const pattern = new RegExp(
    `(${wanted.map((word) => word.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)).join("|")})`,
    "giu",
  );
  return text
    .split(pattern)
    .map((part, index) => ({ text: part, isMarked: index % 2 === 1 }))
    .filter((part) => part.text !== "");
}
