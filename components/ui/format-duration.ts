const UNITS: [unit: string, sizeMs: number][] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
];

/** "38 ms", "1.5 s", "42 s", "3 min 20 s", "2 h 5 min", "4 d 3 h": at most two units. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${Math.floor(ms / 100) / 10} s`;
  const found = UNITS.findIndex(([, size]) => ms >= size);
  const unit = UNITS[found];
  if (unit === undefined) return `${Math.floor(ms / 1000)} s`;
  const [name, size] = unit;
  const [restName, restSize] = UNITS[found + 1] ?? ["s", 1000];
  const rest = Math.floor((ms % size) / restSize);
  return `${Math.floor(ms / size)} ${name}${rest > 0 ? ` ${rest} ${restName}` : ""}`;
}
