import type { Unit } from "./field-spec.ts";

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };
const UNIT_BYTES: Record<string, number> = { b: 1, kb: 1000, kib: 1024, mb: 1_000_000, mib: 1_048_576 };
const AMOUNT = /^(\d{1,10}(?:\.\d{1,6})?)\s*([a-zA-Z%]*)$/;

/**
 * What somebody typed as an amount: `4000`, and `4 s` or `64 KiB` where the unit allows. Undefined for an empty text, null
 * for one that is no such amount.
 */
export function parseAmount(
  text: string,
  { unit, fraction }: { unit?: Unit | undefined; fraction?: boolean | undefined },
): number | undefined | null {
  if (text.trim() === "") return undefined;
  const match = AMOUNT.exec(text.trim());
  if (!match) return null;
  const factor = factorOf((match[2] ?? "").toLowerCase(), unit);
  if (factor === undefined) return null;
  const amount = Number((Number(match[1]) * factor).toFixed(6));
  return fraction || Number.isInteger(amount) ? amount : null;
}

function factorOf(word: string, unit: Unit | undefined): number | undefined {
  if (word === "" || word === unit) return 1;
  if (unit === "ms") return UNIT_MS[word];
  if (unit === "bytes") return UNIT_BYTES[word];
  return undefined;
}
