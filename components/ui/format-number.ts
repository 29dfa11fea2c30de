const plain = new Intl.NumberFormat("en");
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** 12,345 */
export function formatNumber(value: number): string {
  return plain.format(value);
}

/** A ratio of 0–1 as "99.5%". */
export function formatPercent(ratio: number): string {
  return percent.format(ratio);
}

/** "1 gateway", "3 gateways"; irregular plurals are given. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}
