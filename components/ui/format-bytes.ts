const UNITS = ["B", "kB", "MB", "GB"] as const;

/** "512 B", "4.2 kB", "12 MB": decimal units, two significant digits below ten. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const text =
    value < 10 && unit > 0 ? (Math.round(value * 10) / 10).toString() : Math.round(value).toString();
  return `${text} ${UNITS[unit] ?? ""}`;
}
