import type { Db } from "#lib/db";
import { mostFrequent, type FacetCounts } from "./facet-rows.ts";
import {
  FACET_VALUES_MAX,
  FACETS,
  type ApiPage,
  type ApiQuery,
  type Facet,
  type FacetValue,
} from "./schema.ts";

/** Values given with a page of APIs, per facet: the most frequent ones. `listFacetValues` has all. */
const SHOWN = 50;

type Facets = Pick<Required<ApiPage>, "facets" | "facetTotals">;

/** Counts per facet with the names of teams and environments, the most frequent values first, then those that are filtered by. */
export async function readFacets(db: Db, counts: FacetCounts, query: ApiQuery): Promise<Facets> {
  const values = await Promise.all(
    FACETS.map(async (facet) => {
      const most = mostFrequent(counts[facet], SHOWN);
      const chosen = (query[facet] ?? []).map(String);
      return [facet, await withNames(db, facet, { most, chosen, counts: counts[facet] })] as const;
    }),
  );
  return {
    facets: Object.fromEntries(values) as Record<Facet, FacetValue[]>,
    facetTotals: Object.fromEntries(FACETS.map((facet) => [facet, counts[facet].size])) as Record<
      Facet,
      number
    >,
  };
}

interface Shown {
  most: [key: string, count: number][];
  chosen: readonly string[];
  counts: ReadonlyMap<string, number>;
}

async function withNames(db: Db, facet: Facet, { most, chosen, counts }: Shown): Promise<FacetValue[]> {
  const keys = most.map(([key]) => key);
  if (facet === "team" || facet === "environment") {
    const rows = await readNamed(db, facet, { keys, slugs: chosen });
    const place = new Map(keys.map((key, index) => [key, index]));
    const placeOf = (id: string) => place.get(id) ?? keys.length;
    return rows
      .flatMap(({ id, slug, name }) => {
        const count = counts.get(id);
        return count === undefined ? [] : [{ id, value: slug, name, count }];
      })
      .toSorted((a, b) => placeOf(a.id) - placeOf(b.id) || b.count - a.count || (a.id < b.id ? -1 : 1))
      .map(({ id: _id, ...value }) => value);
  }
  const others = chosen
    .map((value) => keyOf(facet, value))
    .filter((key) => !keys.includes(key) && counts.has(key));
  return [...keys, ...others].map((key) => plainValue(facet, key, counts.get(key) ?? 0));
}

/** "-" stands for no domain. */
function keyOf(facet: Facet, value: string): string {
  return facet === "domain" && value === "-" ? "" : value;
}

export function plainValue(facet: Facet, key: string, count: number): FacetValue {
  return { value: facet === "domain" && key === "" ? "-" : key, name: key, count };
}

interface Wanted {
  keys: string[];
  slugs: readonly string[];
}

function readNamed(db: Db, facet: "team" | "environment", { keys, slugs }: Wanted) {
  const query = {
    where: { OR: [{ id: { in: keys } }, { slug: { in: [...slugs] } }] },
    select: { id: true, slug: true, name: true } as const,
    take: SHOWN + FACET_VALUES_MAX,
  };
  return facet === "team" ? db.team.findMany(query) : db.environment.findMany(query);
}
