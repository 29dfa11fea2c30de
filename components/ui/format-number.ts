const plain = new Intl.NumberFormat("en");

/** 12,345 */
export function formatNumber(value: number): string {
  return plain.format(value);
}

/** "1 gateway", "3 gateways"; irregular plurals are given. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}
