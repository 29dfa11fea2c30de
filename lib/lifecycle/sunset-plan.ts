/** Days before a sunset at which subscribers are told again. */
export const NOTICE_DAYS = [90, 30, 7, 1] as const;
export type NoticeDays = (typeof NOTICE_DAYS)[number];

const DAY_MS = 86_400_000;

/**
 * The notice that is due: the nearest threshold that has passed. Earlier ones that were missed are not made up, and one that was
 * given (`given`: its days; a later sunset starts over) is not given again. After the sunset none is due.
 */
export function noticeDue(
  sunsetAtMs: number,
  given: number | undefined,
  nowMs: number,
): NoticeDays | undefined {
  const leftMs = sunsetAtMs - nowMs;
  if (leftMs <= 0) return undefined;
  const due = NOTICE_DAYS.filter((days) => leftMs <= days * DAY_MS).at(-1);
  return due !== undefined && (given === undefined || due < given) ? due : undefined;
}
