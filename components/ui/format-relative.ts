import { formatDuration } from "./format-duration.ts";

/** "just now", "42 s ago", "3 min ago", "in 2 h"; one unit, calendar date after 30 days. */
export function formatRelative(atMs: number, nowMs: number): string {
  const distance = nowMs - atMs;
  const size = Math.abs(distance);
  if (size < 2000) return "just now";
  if (size > 30 * 86_400_000) return formatAbsolute(atMs).slice(0, 10);
  const coarse = (/^[\d.]+ \w+/.exec(formatDuration(Math.floor(size / 1000) * 1000)) ?? [""])[0];
  return distance >= 0 ? `${coarse} ago` : `in ${coarse}`;
}

/** "2026-11-22 21:29:04 UTC": the same for every reader, and sortable. */
export function formatAbsolute(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
