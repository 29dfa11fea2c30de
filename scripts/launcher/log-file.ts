import { closeSync, copyFileSync, mkdirSync, openSync, readSync, statSync, truncateSync } from "node:fs";
import { dirname } from "node:path";

const MAX_BYTES = 20 * 1024 * 1024;

/** An open file that a child appends to; the caller closes it once the child has it. */
export function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  limitLog(path);
  return openSync(path, "a", 0o600);
}

/** Keeps a log to 20 MB and one older part. The writer appends, so it goes on at the start of the emptied file. */
export function limitLog(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= MAX_BYTES) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
}

/** The last lines of a log, at most 4 kB. */
export function lastLines(path: string, count: number): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const tail = Buffer.alloc(Math.min(size, 4096));
  if (tail.length === 0) return "";
  const file = openSync(path, "r");
  try {
    readSync(file, tail, 0, tail.length, size - tail.length);
  } finally {
    closeSync(file);
  }
  return tail.toString("utf8").trim().split("\n").slice(-count).join("\n");
}
