import type { Db, Tx } from "#lib/db";
import { FACETS, type Facet } from "./schema.ts";

/** Rows of the search that the same facets' filters refuse. */
export interface FacetGroup {
  /** A bit per facet, in the order of FACETS. */
  misses: number;
  count: number;
  /** `facetsId` of each row, with commas between; null where they count nowhere. */
  ids: string | null;
}

export type FacetCounts = Record<Facet, Map<string, number>>;

const DOMAIN = FACETS.indexOf("domain");
/** Rows kept; with more, only those of the last count stay. */
const KEPT_MAX = 100_000;

/**
 * What rows of the search count under, by their `facetsId`: a row whose values change gets another one, so what has been read
 * is right for as long as it is kept. Values are numbered; to count is then to add up.
 */
export class FacetRows {
  private readonly rows = new Map<string, readonly number[]>();
  private readonly numbers = FACETS.map(() => new Map<string, number>());
  /** Of each number. */
  private readonly values: { facet: number; value: string }[] = [];

  unknown(ids: readonly string[]): string[] {
    return ids.filter((id) => !this.rows.has(id));
  }

  /** `keys`: `facetKeys` of the row. */
  learn(id: string, keys: string): void {
    const columns = keys.split("\t");
    const row = FACETS.flatMap((_, facet) => {
      const column = columns[facet] ?? "";
      // No domain is a value like others; no tag is none.
      if (column === "" && facet !== DOMAIN) return [];
      return column.split(",").map((value) => this.numberOf(facet, value));
    });
    this.rows.set(id, row);
  }

  /** Of each facet, how many rows have each value; a row that one facet's filter refuses counts for that one. */
  count(groups: readonly { misses: number; ids: readonly string[] }[]): FacetCounts {
    const counts = new Int32Array(this.values.length);
    for (const { misses, ids } of groups) {
      for (const id of ids) {
        for (const number of this.rows.get(id) ?? []) {
          const isCounted = misses === 0 || misses === 1 << (this.values[number]?.facet ?? 0);
          counts[number] = (counts[number] ?? 0) + (isCounted ? 1 : 0);
        }
      }
    }
    return this.named(counts);
  }

  /** Lets go of what `ids` do not name, where there is too much of it. */
  trim(ids: readonly string[]): void {
    if (this.rows.size <= KEPT_MAX) return;
    const kept = new Set(ids);
    for (const id of this.rows.keys()) if (!kept.has(id)) this.rows.delete(id);
  }

  private numberOf(facet: number, value: string): number {
    const known = this.numbers[facet]?.get(value);
    if (known !== undefined) return known;
    const number = this.values.push({ facet, value }) - 1;
    this.numbers[facet]?.set(value, number);
    return number;
  }

  private named(counts: Int32Array): FacetCounts {
    const found = FACETS.map(() => new Map<string, number>());
    for (const [number, { facet, value }] of this.values.entries()) {
      const count = counts[number] ?? 0;
      if (count > 0) found[facet]?.set(value, count);
    }
    return Object.fromEntries(FACETS.map((facet, index) => [facet, found[index]])) as FacetCounts;
  }
}

/** One per database: its clients live as long as the process. */
const kept = new WeakMap<Db, FacetRows>();

/** Counts of what a search has left; reads, in its transaction and so of its snapshot, only rows not seen before. */
export async function countFacets(db: Db, tx: Tx, groups: readonly FacetGroup[]): Promise<FacetCounts> {
  const rows = kept.get(db) ?? new FacetRows();
  kept.set(db, rows);
  const read = groups.map(({ misses, ids }) => ({ misses, ids: ids?.split(",") ?? [] }));
  const unknown = read.flatMap(({ ids }) => rows.unknown(ids));
  if (unknown.length > 0) {
    const found = await tx.$queryRaw<{ id: string; keys: string }[]>`
      SELECT "facetsId"::text AS "id", "facetKeys" AS "keys" FROM "ApiSearch" WHERE "facetsId" = ANY(${unknown}::bigint[])`;
    for (const { id, keys } of found) rows.learn(id, keys);
    rows.trim(read.flatMap(({ ids }) => ids));
  }
  return rows.count(read);
}

/** The most frequent first; equals by their names in the alphabet. */
export function mostFrequent(
  counts: ReadonlyMap<string, number>,
  shown: number,
): [value: string, count: number][] {
  return [...counts].toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)).slice(0, shown);
}
