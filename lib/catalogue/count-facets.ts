import { FACETS, type Facet } from "./schema.ts";

/** Rows of the search that the same facets' filters refuse. */
export interface FacetGroup {
  /** A bit per facet, in the order of FACETS. */
  misses: number;
  count: number;
  /** `facetKeys` of each row, a line each. */
  keys: string;
}

export type FacetCounts = Record<Facet, Map<string, number>>;

/** Of each facet, how many rows have each value; rows that another facet's filter refuses do not count. */
export function countFacets(groups: readonly FacetGroup[]): FacetCounts {
  const counts = FACETS.map(() => new Map<string, number>());
  for (const { misses, keys } of groups) {
    const counted = counts.map((values, index) => ((misses & ~(1 << index)) === 0 ? values : undefined));
    if (counted.every((values) => values === undefined)) continue;
    for (const line of keys.split("\n")) countLine(counted, line);
  }
  const [team, domain, tier, stage, kind, tag, environment] = counts as [
    Counts,
    Counts,
    Counts,
    Counts,
    Counts,
    Counts,
    Counts,
  ];
  return { team, domain, tier, stage, kind, tag, environment };
}

type Counts = Map<string, number>;

const DOMAIN = FACETS.indexOf("domain");

function countLine(counted: readonly (Counts | undefined)[], line: string): void {
  const columns = line.split("\t");
  for (const [index, values] of counted.entries()) {
    const column = columns[index] ?? "";
    // No domain is a value like others; no tag is none.
    if (values === undefined || (column === "" && index !== DOMAIN)) continue;
    if (!column.includes(",")) values.set(column, (values.get(column) ?? 0) + 1);
    else for (const value of column.split(",")) values.set(value, (values.get(value) ?? 0) + 1);
  }
}

/** The most frequent first; equals by their names in the alphabet. */
export function mostFrequent(
  counts: ReadonlyMap<string, number>,
  shown: number,
): [value: string, count: number][] {
  return [...counts].toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)).slice(0, shown);
}
