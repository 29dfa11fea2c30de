import type { Ctx } from "#lib/db";
import { findMatches, type Matches } from "./find-matches.ts";
import { readSearch } from "./read-search.ts";
import type { ApiQuery } from "./schema.ts";
import { searchTerms, type SearchTerms } from "./search-terms.ts";

interface Found {
  terms: SearchTerms | undefined;
  matches: Matches;
}

/** What a search is taken for and what it finds. One that finds nothing is done again with near words. */
export async function searchApis(ctx: Ctx, query: ApiQuery): Promise<Found> {
  const withFacets = query.facets !== undefined;
  const read = async (relaxed: boolean) =>
    query.q === "" ? undefined : searchTerms(await readSearch(ctx.db, query.q, relaxed), relaxed);
  const terms = await read(false);
  const matches = await findMatches(ctx, { query, terms, withFacets });
  if (!terms || matches.total > 0) return { terms, matches };
  const near = await read(true);
  if (!near || near.queries.join() === terms.queries.join()) return { terms, matches };
  return { terms: near, matches: await findMatches(ctx, { query, terms: near, withFacets }) };
}
