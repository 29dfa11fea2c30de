import { Prisma, visibleSearch, type Ctx, type Tx } from "#lib/db";
import { countFacets, type FacetCounts, type FacetGroup } from "./facet-rows.ts";
import type { ApiQuery } from "./schema.ts";
import { fitsAll, missesOf } from "./search-filters.ts";
import type { SearchTerms } from "./search-terms.ts";

export interface Matches {
  total: number;
  /** One page. Rank: an index into MATCHED_IN; null without a search. */
  hits: { id: string; rank: number | null }[];
  facets: FacetCounts | undefined;
}

interface Search {
  query: ApiQuery;
  terms: SearchTerms | undefined;
  withFacets: boolean;
}

const { sql, join, empty } = Prisma;
const TIMEOUT_MS = 15_000;

/**
 * One page of what a search and its filters leave of the APIs the actor may see, the total, and counts per facet, of one
 * snapshot. A row that only one facet's filter refuses still counts for that facet.
 */
export function findMatches(ctx: Ctx, search: Search): Promise<Matches> {
  const { query, terms, withFacets } = search;
  return ctx.db.$transaction(
    async (tx) => {
      const rows = terms ? await goByIndex(tx) : 0;
      const groups = await tx.$queryRaw<FacetGroup[]>(groupsOf(ctx, search));
      const total = groups.find((group) => group.misses === 0)?.count ?? 0;
      const facets = withFacets ? await countFacets(ctx.db, tx, groups) : undefined;
      if (total <= (query.page - 1) * query.size) return { total, hits: [], facets };
      const page = pageOf(ctx, search, rows > 0 && total > rows * NEARLY_ALL);
      return { total, hits: await tx.$queryRaw<Matches["hits"]>(page), facets };
    },
    { isolationLevel: "RepeatableRead", timeout: TIMEOUT_MS },
  );
}

/**
 * The planner takes a frequent word for a reason to read the table, and does not know that the vectors of its rows lie
 * outside of it. Answers with about how many rows there are; 0 or less while nobody has counted.
 */
async function goByIndex(tx: Tx): Promise<number> {
  const [table] = await tx.$queryRaw<{ rows: number }[]>`
    SELECT set_config('enable_seqscan', 'off', true), reltuples::int AS "rows" FROM pg_class
    WHERE oid = '"ApiSearch"'::regclass`;
  return table?.rows ?? 0;
}

/** What matches, counted by the filters that refuse it. A row that two refuse counts under no facet. */
function groupsOf({ actor }: Ctx, { query, terms, withFacets }: Search): Prisma.Sql {
  const ids = withFacets
    ? sql`string_agg("facetsId"::text, ',') FILTER (WHERE misses & (misses - 1) = 0)`
    : sql`NULL`;
  return sql`SELECT misses, count(*)::int AS "count", ${ids} AS "ids"
    FROM (
      SELECT s."facetsId", ${missesOf(query)} AS misses FROM "ApiSearch" s
      WHERE ${visibleSearch(actor)} AND ${matching(terms)}
    ) m GROUP BY misses`;
}

/** Of this share of all rows on, to walk through the names until a page is full is less than to sort what is found. */
const NEARLY_ALL = 0.8;
/** Keeps the planner from that walk, on which it reads the vectors of every row and does not count what that costs. */
const FOUND_FIRST = sql`OFFSET 0`;

/** The ids of one page and their ranks, in order. */
function pageOf({ actor }: Ctx, { query, terms }: Search, isNearlyAll: boolean): Prisma.Sql {
  const seen = sql`${visibleSearch(actor)} AND ${fitsAll(query)}`;
  const fence = terms && !isNearlyAll ? FOUND_FIRST : empty;
  const from = sql`LIMIT ${query.size} OFFSET ${(query.page - 1) * query.size}`;
  if (terms && query.sort === "relevance") return sql`${rankedOf({ seen, fence, query, terms })} ${from}`;
  return sql`
    SELECT p."apiId" AS "id", ${terms ? rankOf(terms) : sql`NULL::int`} AS "rank"
    FROM (
      SELECT "apiId", row_number() OVER () AS place FROM (
        SELECT s."apiId" FROM (${columnsOf(sql`${seen} AND ${matching(terms)}`)} ${fence}) s
        ORDER BY ${orderOf(query)} ${from}
      ) sorted
    ) p JOIN "ApiSearch" s ON s."apiId" = p."apiId" ORDER BY p.place`;
}

interface Ranked {
  seen: Prisma.Sql;
  fence: Prisma.Sql;
  query: ApiQuery;
  terms: SearchTerms;
}

/**
 * The best first. Those that say the words of themselves are few, however many have operations with them: the others are
 * looked for only when those do not reach to the end of the page.
 */
function rankedOf({ seen, fence, query, terms }: Ranked): Prisma.Sql {
  const end = query.page * query.size;
  const about = terms.isHeadOnly ? matching(terms) : sql`${ABOUT} @@ ${allOf(terms)}`;
  const best = sql`rank, named DESC, "name", "apiId"`;
  return sql`
    WITH near AS MATERIALIZED (
      SELECT s."apiId", s."name", ${nearRankOf(terms)} AS rank, ${namedOf(terms)} AS named
      FROM "ApiSearch" s WHERE ${seen} AND ${about} ORDER BY ${best} LIMIT ${end}
    ), others AS (
      SELECT * FROM (
        SELECT s."apiId", s."name", ${LAST_RANK}::int AS rank, ${namedOf(terms)} AS named
        FROM "ApiSearch" s WHERE (SELECT count(*) FROM near) < ${end} AND ${seen} AND ${matching(terms)}
          AND s."apiId" NOT IN (SELECT s."apiId" FROM "ApiSearch" s WHERE ${about}) ${fence}
      ) found ORDER BY ${best} LIMIT ${end}
    )
    SELECT "apiId" AS "id", rank FROM (SELECT * FROM near UNION ALL SELECT * FROM others) found ORDER BY ${best}`;
}

function columnsOf(condition: Prisma.Sql): Prisma.Sql {
  return sql`SELECT s."apiId", s."name", s."tier", s."createdAt", s."updatedAt" FROM "ApiSearch" s WHERE ${condition}`;
}

/** What an API says of itself: an index holds it under these very words. */
const ABOUT = sql`(s."headWords" || s."summaryWords")`;

/** All words in one tsquery. */
function allOf({ queries }: SearchTerms): Prisma.Sql {
  return sql`${queries.map((one) => `(${one})`).join(" & ")}::tsquery`;
}

function matching(terms: SearchTerms | undefined): Prisma.Sql {
  if (!terms) return sql`true`;
  return terms.isHeadOnly ? sql`s."headWords" @@ ${allOf(terms)}` : sql`s."words" @@ ${allOf(terms)}`;
}

/** What only operations have, or operations and the rest together. */
const LAST_RANK = 5;

/** The index into MATCHED_IN, of a row that says the words of itself. */
function nearRankOf(terms: SearchTerms): Prisma.Sql {
  return sql`CASE
    WHEN s."name" = ${terms.plain} OR s."slug" = ${terms.slug} THEN 0
    WHEN starts_with(s."name", ${terms.plain}) OR starts_with(s."slug", ${terms.slug}) THEN 1
    WHEN s."nameWords" @@ ${allOf(terms)} THEN 2
    WHEN s."headWords" @@ ${allOf(terms)} THEN 3
    ELSE 4 END`;
}

function rankOf(terms: SearchTerms): Prisma.Sql {
  return sql`CASE WHEN ${ABOUT} @@ ${allOf(terms)} THEN ${nearRankOf(terms)} ELSE ${LAST_RANK}::int END`;
}

/** How many of several words are in the name. */
function namedOf({ queries }: SearchTerms): Prisma.Sql {
  if (queries.length < 2) return sql`0`;
  return join(
    queries.map((one) => sql`(s."nameWords" @@ ${one}::tsquery)::int`),
    " + ",
  );
}

/** Ties end in the name and the id, so that pages do not overlap. */
function orderOf({ sort, dir }: ApiQuery): Prisma.Sql {
  const way = dir === "asc" ? sql`ASC` : sql`DESC`;
  switch (sort) {
    // Without a search nothing is more relevant than another.
    case "relevance":
      return sql`s."name" ASC, s."apiId" ASC`;
    case "name":
      return sql`s."name" ${way}, s."apiId" ${way}`;
    case "tier":
      return sql`s."tier" ${way}, s."name" ${way}, s."apiId" ${way}`;
    case "updatedAt":
      return sql`s."updatedAt" ${way}, s."apiId" ${way}`;
    case "createdAt":
      return sql`s."createdAt" ${way}, s."apiId" ${way}`;
  }
}
