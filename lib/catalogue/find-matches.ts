import { Prisma, visibleSearch, type Ctx } from "#lib/db";
import { FACETS, type ApiQuery, type Facet, type FacetValue } from "./schema.ts";
import type { SearchTerms } from "./search-terms.ts";

export interface Matches {
  total: number;
  /** One page. Rank: an index into MATCHED_IN; null without a search. */
  hits: { id: string; rank: number | null }[];
  facets: Record<Facet, FacetValue[]> | null;
}

interface Search {
  query: ApiQuery;
  terms: SearchTerms | undefined;
  withFacets: boolean;
}

/** Values counted per facet: the most frequent ones. */
const VALUES_SHOWN = 50;

const { sql, join, empty } = Prisma;

/** What an API's row says under a facet: a column, or a column of several. */
const COLUMN: Record<Facet, Prisma.Sql> = {
  team: sql`"teamId"`,
  domain: sql`"domain"`,
  tier: sql`"tier"::text`,
  stage: sql`"stages"`,
  kind: sql`"kind"::text`,
  tag: sql`"tags"`,
  environment: sql`"environmentIds"`,
};
const OF_SEVERAL: readonly Facet[] = ["stage", "tag", "environment"];

/**
 * One page of what a search and its filters leave of the APIs the actor may see, the total, and counts per facet, in one
 * statement. A row that only one facet's filter refuses still counts for that facet.
 */
export async function findMatches(ctx: Ctx, { query, terms, withFacets }: Search): Promise<Matches> {
  const [matches] = await ctx.db.$queryRaw<Matches[]>`
    WITH m AS MATERIALIZED (
      SELECT s."apiId", s."slug", s."name", s."teamId", s."domain", s."tier", s."stages", s."kind", s."tags",
        s."environmentIds", s."createdAt", s."updatedAt", ${rankOf(terms)} AS rank, ${namedOf(terms)} AS named,
        ${missesOf(query)} AS misses
      FROM "ApiSearch" s WHERE ${visibleSearch(ctx.actor)} AND ${matching(terms)}
    ), page AS (
      SELECT "apiId", rank, row_number() OVER (ORDER BY ${orderOf(query)}) AS place FROM m WHERE misses = 0
      ORDER BY place LIMIT ${query.size} OFFSET ${(query.page - 1) * query.size}
    )
    SELECT (SELECT count(*)::int FROM m WHERE misses = 0) AS "total",
      (SELECT coalesce(json_agg(json_build_object('id', "apiId", 'rank', rank) ORDER BY place), '[]') FROM page) AS "hits",
      ${withFacets ? facetCounts() : sql`NULL::json`} AS "facets"`;
  const { total = 0, hits = [], facets } = matches ?? {};
  return { total, hits, facets: withFacets ? everyFacet(facets ?? {}) : null };
}

/** A facet of which nothing is left has no values. */
function everyFacet(counted: Partial<Record<Facet, FacetValue[]>>): Record<Facet, FacetValue[]> {
  const { team = [], domain = [], tier = [], stage = [], kind = [], tag = [], environment = [] } = counted;
  return { team, domain, tier, stage, kind, tag, environment };
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
  const any = sql`${terms.queries.map((one) => `(${one})`).join(" | ")}::tsquery`;
  return sql`CASE
    WHEN s."name" = ${terms.plain} OR s."slug" = ${terms.slug} THEN 0
    WHEN starts_with(s."name", ${terms.plain}) OR starts_with(s."slug", ${terms.slug}) THEN 1
    WHEN s."nameWords" @@ ${allOf(terms)} THEN 2
    WHEN s."headWords" @@ ${allOf(terms)} THEN 3
    WHEN s."apiId" IN (SELECT o."apiId" FROM "ApiSearch" o WHERE o."operationWords" @@ ${any}) THEN 4
    ELSE 5 END`;
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

function facetCounts(): Prisma.Sql {
  const counted = FACETS.map((facet, index) => {
    const each = OF_SEVERAL.includes(facet) ? sql`unnest(${COLUMN[facet]})` : COLUMN[facet];
    return sql`(SELECT ${facet}::text AS facet, value, count(*)::int AS count
      FROM (SELECT ${each} AS value FROM m WHERE misses IN (0, ${1 << index}::int)) v
      GROUP BY value ORDER BY count DESC, value LIMIT ${VALUES_SHOWN})`;
  });
  return sql`(SELECT json_object_agg(facet, values) FROM (
    SELECT c.facet, json_agg(json_build_object(
        'value', coalesce(t."slug", e."slug", CASE WHEN c.facet = 'domain' AND c.value = '' THEN '-' ELSE c.value END),
        'name', coalesce(t."name", e."name", c.value), 'count', c.count) ORDER BY c.count DESC, c.value) AS values
    FROM (${join(counted, " UNION ALL ")}) c
    LEFT JOIN "Team" t ON c.facet = 'team' AND t."id" = c.value
    LEFT JOIN "Environment" e ON c.facet = 'environment' AND e."id" = c.value
    GROUP BY c.facet) f)`;
}
