import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";
import { readApiSummaries } from "./api-summary.ts";
import type { Matches } from "./find-matches.ts";
import { matchedOperations } from "./matched-operations.ts";
import { readFacets } from "./read-facets.ts";
import { MATCHED_IN, type ApiHit, type ApiPage, type ApiQuery, type MatchedOperation } from "./schema.ts";
import { searchApis } from "./search-apis.ts";
import type { SearchTerms } from "./search-terms.ts";

/**
 * The APIs the actor may see, searched, filtered, sorted, by page, with counts per facet where they are asked for. What
 * is invisible neither appears nor counts.
 */
export async function listApis(ctx: Ctx, query: ApiQuery): Promise<ApiPage> {
  authorise(ctx.actor, "api.read", { visibility: "public" });
  const { terms, matches } = await searchApis(ctx, query);
  const [items, facets] = await Promise.all([
    toHits(ctx, matches.hits, terms),
    matches.facets ? readFacets(ctx.db, matches.facets, query) : undefined,
  ]);
  return {
    items,
    total: matches.total,
    page: query.page,
    size: query.size,
    terms: terms ? seenIn(items, terms.words) : [],
    isCorrected: matches.total > 0 && (terms?.isCorrected ?? false),
    ...facets,
  };
}

async function toHits(ctx: Ctx, hits: Matches["hits"], terms: SearchTerms | undefined): Promise<ApiHit[]> {
  const ids = hits.map((hit) => hit.id);
  const withOperations = hits.filter(({ rank }) => WITH_OPERATIONS.includes(inOf(rank))).map((hit) => hit.id);
  const [summaries, operations] = await Promise.all([
    readApiSummaries(ctx.db, ids),
    terms ? matchedOperations(ctx.db, { apiIds: withOperations, queries: terms.queries }) : noOperations(),
  ]);
  return hits.flatMap(({ id, rank }) => {
    const summary = summaries.get(id);
    if (!summary) return [];
    const where = inOf(rank);
    return [where ? { ...summary, match: { in: where, operations: operations.get(id) ?? [] } } : summary];
  });
}

/** Where a hit's own operations are worth showing, if they have the words. */
const WITH_OPERATIONS: readonly ReturnType<typeof inOf>[] = ["summary", "operation"];

function inOf(rank: number | null) {
  return rank === null ? undefined : MATCHED_IN[rank];
}

function noOperations(): Map<string, MatchedOperation[]> {
  return new Map();
}

/** Near words come from the whole catalogue; only those leave the server that the reader sees anyhow. */
function seenIn(items: ApiHit[], words: string[]): string[] {
  const seen = JSON.stringify(items).toLowerCase();
  return [...new Set(words)].filter((word) => seen.includes(word));
}
