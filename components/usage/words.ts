import { formatAbsolute, formatRelative } from "@/components/ui/format-relative.ts";
import type { UsagePart, UsageRange } from "#lib/usage/schema";

export const RANGE_WORDS: Record<UsageRange, string> = {
  "1h": "1 h",
  "24h": "24 h",
  "7d": "7 d",
  "30d": "30 d",
};

export const PART_WORDS: Record<UsagePart, string> = {
  operation: "Operation",
  application: "Application",
  target: "Target",
  version: "Version",
};

/** "38 ms", or a word where nothing was answered. */
export function latencyWords(ms: number | null): string {
  if (ms === null) return "None";
  return ms < 1_000 ? `${ms < 10 ? ms : Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** Of `whole`, with a decimal where it is small. */
export function percentWords(part: number, whole: number): string {
  if (whole === 0 || part === 0) return "0 %";
  const percent = (100 * part) / whole;
  if (percent < 0.1) return "< 0.1 %";
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

const TIME = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hour12: false });
const DAY_TIME = new Intl.DateTimeFormat("en", {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});

/** The start of a step, as fine as the range needs. */
export function stepWords(at: string, range: UsageRange): string {
  return (range === "1h" || range === "24h" ? TIME : DAY_TIME).format(new Date(at));
}

const HOUR_MS = 3_600_000;

/** Some time within the hour that begins at `startMs`: as exact as it is known. */
export function withinHour(startMs: number, nowMs: number): { words: string; title: string } {
  const endMs = startMs + HOUR_MS;
  const words =
    nowMs < endMs ? "Within the last hour" : `About ${formatRelative(startMs + HOUR_MS / 2, nowMs)}`;
  return { words, title: `Between ${formatAbsolute(startMs)} and ${formatAbsolute(endMs)}` };
}
