import { OperationList, type OperationQuery } from "#lib/catalogue/schema";

export type OperationView = OperationQuery;

/** What the URL of the operations tab says; what it says wrongly falls back to the default. */
export function parseOperationSearch(search: Record<string, unknown>): OperationView {
  return OperationList.url.parse(search);
}

const DEFAULTS = OperationList.url.parse({});

/** The shortest URL search that says the same. */
export function operationSearch(view: OperationView): Record<string, string> {
  return Object.fromEntries(
    Object.entries(view)
      .filter(([name, value]) => value !== DEFAULTS[name as keyof OperationView])
      .map(([name, value]) => [name, String(value)]),
  );
}
