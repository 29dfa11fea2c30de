const DAY_MS = 86_400_000;
/** Made before they are needed: this window's and so many after it. */
const AHEAD = 2;

/**
 * The tables that are partitioned by time, the column that says it, how many days one partition covers, and for how many days
 * rows are kept at least. A partition goes as a whole, once all of it is past that.
 */
export const PARTITIONED = {
  TrafficMinute: { time: "minute", widthDays: 1, keepDays: 30 },
  AttemptMinute: { time: "minute", widthDays: 1, keepDays: 30 },
  /** Short views read minutes, long ones hours. */
  UsageMinute: { time: "minute", widthDays: 1, keepDays: 2 },
  UsageHour: { time: "hour", widthDays: 28, keepDays: 400 },
} as const;

export type PartitionedTable = keyof typeof PARTITIONED;
export const PARTITIONED_TABLES = Object.keys(PARTITIONED) as PartitionedTable[];

/** A window of one table, `from` inclusive to `to` exclusive, in ms since 1970; `name` is that of its table in schema `partitions`. */
export interface Partition {
  table: PartitionedTable;
  name: string;
  from: number;
  to: number;
}

/** The partition a time belongs to. Windows are counted from 1970-01-01 UTC, so that every process cuts alike. */
export function partitionAt(table: PartitionedTable, time: number): Partition {
  const widthMs = PARTITIONED[table].widthDays * DAY_MS;
  const from = Math.floor(time / widthMs) * widthMs;
  const day = new Date(from).toISOString().slice(0, 10).replaceAll("-", "");
  return { table, name: `${table}_${day}`, from, to: from + widthMs };
}

/** What should exist already at `now`, of every table: an ingest at midnight finds its partition made. */
export function partitionsAhead(now: number): Partition[] {
  return PARTITIONED_TABLES.flatMap((table) => {
    const { from, to } = partitionAt(table, now);
    return Array.from({ length: AHEAD + 1 }, (_, n) => partitionAt(table, from + n * (to - from)));
  });
}

/** Older than this, in ms since 1970, nothing is taken in: no partition is made for what retention would drop. */
export function keptSince(table: PartitionedTable, now: number): number {
  return now - PARTITIONED[table].keepDays * DAY_MS;
}

/** Those of the reports that a table still takes. */
export function keptIn<T extends { minute: string }>(
  table: PartitionedTable,
  reports: readonly T[],
  now: number,
): T[] {
  const since = keptSince(table, now);
  return reports.filter(({ minute }) => Date.parse(minute) >= since);
}

/** The partitions that minutes fall into, each once. `until` bounds them: what is said of the future makes none. */
export function partitionsFor(
  table: PartitionedTable,
  minutes: Iterable<string>,
  { now, until }: { now: number; until: number },
): Partition[] {
  const since = keptSince(table, now);
  const found = new Map<string, Partition>();
  for (const minute of minutes) {
    const time = Date.parse(minute);
    if (!(time >= since && time <= until)) continue;
    const partition = partitionAt(table, time);
    found.set(partition.name, partition);
  }
  return [...found.values()];
}
