import { listSearch } from "@/components/shell/list-search.ts";
import { OperationList, type OperationQuery } from "#lib/catalogue/schema";

/** What the URL of the operations tab says; what it says wrongly falls back to the default. */
export function parseOperationSearch(search: URLSearchParams): OperationQuery {
  return OperationList.url.parse(Object.fromEntries(search));
}

const DEFAULTS = parseOperationSearch(new URLSearchParams());

export function operationSearch(query: OperationQuery): Record<string, string> {
  return listSearch(query, DEFAULTS);
}
