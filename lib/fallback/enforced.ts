import type { AnyPolicy } from "./resolved.ts";
import type { Finding } from "./schema.ts";

interface Unenforced {
  /** `*` stands for every member. */
  field: string;
  /** Absent: any value. Else only these are refused. */
  values?: readonly unknown[];
}

/**
 * The fields of fallback/v1 that nothing acts on yet. The one table: publishing refuses them and forms leave them out.
 * A field leaves this table in the change that makes the gateway act on it.
 */
export const UNENFORCED: readonly Unenforced[] = [
  { field: "chain.*.kind", values: ["ai"] },
  { field: "chain.*.when.features" },
  { field: "chain.*.onFailure.ai" },
  { field: "triggers.ai" },
  { field: "onUnsupported" },
];

type Path = (string | number)[];

/**
 * Whether something acts on a field, named as in `UNENFORCED` (`chain.*.tls.caRef`), or on one of its values. A field below
 * one that nothing acts on is not enforced either.
 */
export function isEnforced(field: string, value?: unknown): boolean {
  return !UNENFORCED.some((row) => {
    if (field !== row.field && !field.startsWith(`${row.field}.`)) return false;
    return (
      row.values === undefined || (field === row.field && value !== undefined && row.values.includes(value))
    );
  });
}

/** Fields of this policy that nothing acts on yet, as error findings `not-enforced`. Empty: all of it takes effect. */
export function findUnenforced(policy: AnyPolicy): Finding[] {
  return UNENFORCED.flatMap(({ field, values }) =>
    occurrences(policy, field.split("."))
      .filter(({ value }) => values === undefined || values.includes(value))
      .map(({ path, value }) => ({
        severity: "error" as const,
        code: "not-enforced",
        path,
        message: `${nameOfField(field, values && value)} is not supported yet. Remove it.`,
      })),
  );
}

function nameOfField(field: string, value: unknown): string {
  const name = `"${field.replaceAll("chain.*.", "")}"`;
  return typeof value === "string" ? `${name} = "${value}"` : name;
}

function occurrences(
  value: unknown,
  pattern: readonly string[],
  path: Path = [],
): { path: Path; value: unknown }[] {
  const [first, ...rest] = pattern;
  if (first === undefined) return value === undefined ? [] : [{ path, value }];
  if (first === "*") {
    return Array.isArray(value)
      ? value.flatMap((member, index) => occurrences(member, rest, [...path, index]))
      : [];
  }
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, first)) return [];
  return occurrences((value as Record<string, unknown>)[first], rest, [...path, first]);
}
