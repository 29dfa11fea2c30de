import { listSearch } from "@/components/shell/list-search.ts";
import { ApiScoreList, type ApiScoreQuery } from "#lib/scores/schema";

const DEFAULTS = ApiScoreList.api.parse({});

/** The shortest search that says the same. */
export function scoresSearch(query: ApiScoreQuery): Record<string, string> {
  return listSearch(query, DEFAULTS);
}
