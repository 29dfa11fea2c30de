const BUCKETS = 10;

/**
 * Two counts over a sliding window, kept in ten buckets: what is older than the window falls out a bucket at a time.
 * Advanced in place, because it counts every request; plain data, so that it can be stored.
 */
export interface SlidingCount {
  readonly bucketMs: number;
  /** Number of the newest bucket since the epoch. */
  newest: number;
  readonly all: number[];
  readonly marked: number[];
  /** Sums over the window. */
  allSum: number;
  markedSum: number;
}

export function newSlidingCount(windowMs: number, nowMs: number): SlidingCount {
  const bucketMs = bucketOf(windowMs);
  return {
    bucketMs,
    newest: Math.floor(nowMs / bucketMs),
    all: Array.from({ length: BUCKETS }, () => 0),
    marked: Array.from({ length: BUCKETS }, () => 0),
    allSum: 0,
    markedSum: 0,
  };
}

/** Whether the count was made for a window of this length. */
export function countsWindow(count: SlidingCount, windowMs: number): boolean {
  return count.bucketMs === bucketOf(windowMs);
}

function bucketOf(windowMs: number): number {
  return Math.max(1, Math.round(windowMs / BUCKETS));
}

/** Counts something that happened now. A clock that went back counts into the newest bucket. */
export function addTo(count: SlidingCount, nowMs: number, what: { all: number; marked: number }): void {
  slideTo(count, nowMs);
  const slot = count.newest % BUCKETS;
  count.all[slot] = (count.all[slot] ?? 0) + what.all;
  count.marked[slot] = (count.marked[slot] ?? 0) + what.marked;
  count.allSum += what.all;
  count.markedSum += what.marked;
}

/** Drops what has left the window. */
export function slideTo(count: SlidingCount, nowMs: number): void {
  const now = Math.floor(nowMs / count.bucketMs);
  if (now <= count.newest) return;
  for (let bucket = Math.max(count.newest + 1, now - BUCKETS + 1); bucket <= now; bucket++) {
    const slot = bucket % BUCKETS;
    count.allSum -= count.all[slot] ?? 0;
    count.markedSum -= count.marked[slot] ?? 0;
    count.all[slot] = 0;
    count.marked[slot] = 0;
  }
  count.newest = now;
}
