/**
 * How many letters a typed word is away from the nearest beginning of another: insertions, deletions, replacements and
 * swapped neighbours (optimal string alignment). Whoever is still typing has no end yet.
 */
export function distanceToBeginning(typed: string, word: string): number {
  let before: number[] = [];
  let last = Array.from({ length: word.length + 1 }, (_, column) => column);
  for (let row = 1; row <= typed.length; row++) {
    const line = [row];
    for (let column = 1; column <= word.length; column++) {
      const isSame = typed[row - 1] === word[column - 1];
      let cost = Math.min(
        at(last, column) + 1,
        at(line, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
      );
      if (typed[row - 1] === word[column - 2] && typed[row - 2] === word[column - 1])
        cost = Math.min(cost, at(before, column - 2) + 1);
      line.push(cost);
    }
    before = last;
    last = line;
  }
  return Math.min(...last);
}

function at(line: readonly number[], column: number): number {
  return line[column] ?? Number.POSITIVE_INFINITY;
}

/** How many letters may be wrong in a word of this length: as search engines of this kind allow. */
export function allowedTypos(length: number): number {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}
