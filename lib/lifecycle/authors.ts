/** Somebody's last edit of a draft. Edits and publications of a version share one numbering, in the order they happened. */
export interface LastEdit {
  userId: string;
  at: bigint;
}

/**
 * Four eyes: who must not decide on a content. Whoever submits it, and everybody who edited the draft since it was what the
 * environments serve. `servedAt`: per environment, when its draft was published last; null: nothing of it is served there, so
 * every edit is new to it. Ids, each once.
 */
export function authorsOf(
  submittedById: string,
  edits: readonly LastEdit[],
  servedAt: readonly (bigint | null)[],
): string[] {
  const isNew = ({ at }: LastEdit) => servedAt.some((served) => served === null || at > served);
  return [...new Set([submittedById, ...edits.filter(isNew).map(({ userId }) => userId)])];
}
