import { Prisma, visibleSearch, type Ctx } from "#lib/db";
import type { FacetGroup } from "./count-facets.ts";
import { FACETS, type ApiQuery, type Facet } from "./schema.ts";
import type { SearchTerms } from "./search-terms.ts";

export interface Matches {
  total: number;
  /** One page. Rank: an index into MATCHED_IN; null without a search. */
  hits: { id: string; rank: number | null }[];
  /** What is to be counted; empty unless asked for. */
  groups: FacetGroup[];
}

interface Search {
  query: ApiQuery;
  terms: SearchTerms | undefined;
  withFacets: boolean;
}

interface Row extends FacetGroup {
  hits: Matches["hits"];
}

const { sql, join, empty } = Prisma;

/**
 * One page of what a search and its filters leave of the APIs the actor may see, the total, and what to count per facet, in
 * one statement. A row that only one facet's filter refuses still counts for that facet.
 */
export async function findMatches(ctx: Ctx, { query, terms, withFacets }: Search): Promise<Matches> {
  const keys = withFacets ? sql`string_agg("facetKeys", E'\n')` : sql`''`;
  const statement = sql`
    WITH m AS MATERIALIZED (
      SELECT s."apiId", s."name", s."tier", s."createdAt", s."updatedAt", s."facetKeys", ${rankOf(terms)} AS rank,
        ${namedOf(terms)} AS named, ${missesOf(query)} AS misses
      FROM "ApiSearch" s WHERE ${visibleSearch(ctx.actor)} AND ${matching(terms)}
    ), page AS (
      SELECT "apiId", rank, row_number() OVER () AS place FROM (
        SELECT "apiId", rank FROM m WHERE misses = 0
        ORDER BY ${orderOf(query)} LIMIT ${query.size} OFFSET ${(query.page - 1) * query.size}
      ) sorted
    )
    SELECT misses, count(*)::int AS "count", ${keys} AS "keys",
      (SELECT coalesce(json_agg(json_build_object('id', "apiId", 'rank', rank) ORDER BY place), '[]') FROM page) AS "hits"
    FROM m GROUP BY misses`;
  const rows = await byIndex(ctx.db, statement, terms !== undefined);
  return {
    total: rows.find((row) => row.misses === 0)?.count ?? 0,
    hits: rows[0]?.hits ?? [],
    groups: withFacets ? rows : [],
  };
}

/**
 * A search goes by the index whatever the planner makes of a frequent word: it does not know that to read the vectors of
 * every row is to fetch them from outside the table. Compiling such a statement costs more than running it.
 */
async function byIndex(db: Ctx["db"], statement: Prisma.Sql, isSearch: boolean): Promise<Row[]> {
  const [, rows] = await db.$transaction([
    db.$queryRaw`SELECT set_config('jit', 'off', true), set_config('enable_seqscan', ${isSearch ? "off" : "on"}, true)`,
    db.$queryRaw<Row[]>(statement),
  ]);
  return rows;
}

/** All words in one tsquery. */
function allOf({ queries }: SearchTerms): Prisma.Sql {
  return sql`${queries.map((one) => `(${one})`).join(" & ")}::tsquery`;
}

function matching(terms: SearchTerms | undefined): Prisma.Sql {
  if (!terms) return sql`true`;
  return terms.isHeadOnly ? sql`s."headWords" @@ ${allOf(terms)}` : sql`s."words" @@ ${allOf(terms)}`;
}

/** The index into MATCHED_IN. The large vectors are not read row by row: their index names the rows. */
function rankOf(terms: SearchTerms | undefined): Prisma.Sql {
  if (!terms) return sql`NULL::int`;
  return sql`CASE
    WHEN s."name" = ${terms.plain} OR s."slug" = ${terms.slug} THEN 0
    WHEN starts_with(s."name", ${terms.plain}) OR starts_with(s."slug", ${terms.slug}) THEN 1
    WHEN s."nameWords" @@ ${allOf(terms)} THEN 2
    WHEN s."headWords" @@ ${allOf(terms)} THEN 3
    WHEN s."apiId" IN (SELECT o."apiId" FROM "ApiSearch" o WHERE o."operationWords" @@ ${allOf(terms)}) THEN 4
    WHEN (s."headWords" || s."summaryWords") @@ ${allOf(terms)} THEN 5
    ELSE 4 END`;
}

/** How many of several words are in the name. */
function namedOf(terms: SearchTerms | undefined): Prisma.Sql {
  if (!terms || terms.queries.length < 2) return sql`0`;
  return join(
    terms.queries.map((one) => sql`(s."nameWords" @@ ${one}::tsquery)::int`),
    " + ",
  );
}

/** A bit per facet whose filter refuses the row. */
function missesOf(query: ApiQuery): Prisma.Sql {
  const bits = FACETS.flatMap((facet, index) => {
    const fits = fitsOf(query, facet);
    return fits === empty ? [] : [sql`CASE WHEN ${fits} THEN 0 ELSE ${1 << index}::int END`];
  });
  return bits.length > 0 ? join(bits, " + ") : sql`0`;
}

function fitsOf(query: ApiQuery, facet: Facet): Prisma.Sql {
  const values = query[facet];
  if (values === undefined) return empty;
  switch (facet) {
    case "team":
      return sql`s."teamId" IN (SELECT "id" FROM "Team" WHERE "slug" = ANY(${values}::text[]))`;
    case "environment":
      return sql`s."environmentIds" && ARRAY(SELECT "id" FROM "Environment" WHERE "slug" = ANY(${values}::text[]))`;
    case "domain":
      return sql`s."domain" = ANY(${values.map((value) => (value === "-" ? "" : value))}::text[])`;
    case "tier":
      return sql`s."tier" = ANY(${values}::int[])`;
    case "kind":
      return sql`s."kind"::text = ANY(${values}::text[])`;
    case "stage":
      return sql`s."stages" && ${values}::text[]`;
    case "tag":
      return sql`s."tags" && ${values}::text[]`;
  }
}

/** Ties end in the name and the id, so that pages do not overlap. */
function orderOf({ sort, dir }: ApiQuery): Prisma.Sql {
  const way = dir === "asc" ? sql`ASC` : sql`DESC`;
  switch (sort) {
    case "relevance":
      return sql`rank ASC, named DESC, "name" ASC, "apiId" ASC`;
    case "name":
      return sql`"name" ${way}, "apiId" ${way}`;
    case "tier":
      return sql`"tier" ${way}, "name" ${way}, "apiId" ${way}`;
    case "updatedAt":
      return sql`"updatedAt" ${way}, "apiId" ${way}`;
    case "createdAt":
      return sql`"createdAt" ${way}, "apiId" ${way}`;
  }
}
