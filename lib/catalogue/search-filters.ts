import { Prisma } from "#lib/db";
import { FACETS, type ApiQuery, type Facet } from "./schema.ts";

const { sql, join, empty } = Prisma;

/** The row of "ApiSearch" under the alias `s` fits all filters. */
export function fitsAll(query: ApiQuery): Prisma.Sql {
  const conditions = FACETS.map((facet) => fitsOf(query, facet)).filter((fits) => fits !== empty);
  return conditions.length > 0 ? join(conditions, " AND ") : sql`true`;
}

/** A bit per facet whose filter refuses the row. */
export function missesOf(query: ApiQuery): Prisma.Sql {
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
