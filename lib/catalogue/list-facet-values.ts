import { authorise } from "#lib/access";
import type { Ctx, Db } from "#lib/db";
import { pageSlice } from "#lib/paging";
import { plainValue } from "./read-facets.ts";
import type { Facet, FacetValue, FacetValuePage, FacetValueQuery } from "./schema.ts";
import { searchApis } from "./search-apis.ts";

/**
 * All values of one facet, counted as a page of the catalogue counts them: among the APIs the actor may see, under the search
 * and the other facets' filters. The most frequent first; `name` narrows them to those whose name or value contains it.
 */
export async function listFacetValues(
  ctx: Ctx,
  { facet }: { facet: Facet },
  query: FacetValueQuery,
): Promise<FacetValuePage> {
  authorise(ctx.actor, "api.read", { visibility: "public" });
  const { name, page, size, ...search } = query;
  const first = { page: 1, size: 1, sort: "name", dir: "asc", facets: "true" } as const;
  const { matches } = await searchApis(ctx, { ...search, ...first });
  const values = await allValues(ctx.db, facet, matches.facets?.[facet] ?? new Map());
  const typed = name.toLowerCase();
  const found = values
    .filter((one) => one.name.toLowerCase().includes(typed) || one.value.includes(typed))
    .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  const { skip, take } = pageSlice({ page, size });
  return { items: found.slice(skip, skip + take), total: found.length, page, size };
}

async function allValues(db: Db, facet: Facet, counts: ReadonlyMap<string, number>): Promise<FacetValue[]> {
  if (facet !== "team" && facet !== "environment")
    return [...counts].map(([key, count]) => plainValue(facet, key, count));
  const rows = await readNames(db, facet, [...counts.keys()]);
  return rows.map(({ id, slug, name }) => ({ value: slug, name, count: counts.get(id) ?? 0 }));
}

interface Named {
  id: string;
  slug: string;
  name: string;
}

/** One parameter, however many ids there are. */
function readNames(db: Db, facet: "team" | "environment", ids: string[]): Promise<Named[]> {
  return facet === "team"
    ? db.$queryRaw`SELECT "id", "slug", "name" FROM "Team" WHERE "id" = ANY(${ids}::text[])`
    : db.$queryRaw`SELECT "id", "slug", "name" FROM "Environment" WHERE "id" = ANY(${ids}::text[])`;
}
