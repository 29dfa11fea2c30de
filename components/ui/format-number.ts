let plain: Intl.NumberFormat | undefined;

/** 12,345 */
export function formatNumber(value: number): string {
  // Most are small, and the first formatter of a page takes the browser 20 ms to make.
  if (Number.isInteger(value) && Math.abs(value) < 1_000) return String(value);
  plain ??= new Intl.NumberFormat("en");
  return plain.format(value);
}

/** "1 gateway", "3 gateways"; irregular plurals are given. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}
