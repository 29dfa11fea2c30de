import { expect, test } from "vitest";
import { countFacets, mostFrequent } from "./count-facets.ts";

const line = (...columns: string[]): string => columns.join("\t");
const BOOKS = line("t1", "retail", "1", "published", "rest", "a,b", "e1,e2");
const BARE = line("t2", "", "2", "design", "rest", "", "");

test("each value of a row once; no domain is a value, no tag is none", () => {
  const counts = countFacets([{ misses: 0, count: 2, keys: `${BOOKS}\n${BARE}` }]);
  expect(Object.fromEntries(counts.domain)).toEqual({ retail: 1, "": 1 });
  expect(Object.fromEntries(counts.tag)).toEqual({ a: 1, b: 1 });
  expect(Object.fromEntries(counts.kind)).toEqual({ rest: 2 });
  expect(Object.fromEntries(counts.environment)).toEqual({ e1: 1, e2: 1 });
});

test("a row counts for the one facet that refuses it, and for none when two do", () => {
  const [team, domain] = [1, 2];
  const counts = countFacets([
    { misses: team, count: 1, keys: BOOKS },
    { misses: team | domain, count: 1, keys: BARE },
  ]);
  expect(Object.fromEntries(counts.team)).toEqual({ t1: 1 });
  expect(counts.domain.size + counts.tag.size).toBe(0);
});

test("the most frequent come first, equals in the alphabet's order", () => {
  const counts = new Map(Object.entries({ b: 1, a: 1, c: 5 }));
  expect(mostFrequent(counts, 2)).toEqual([
    ["c", 5],
    ["a", 1],
  ]);
});
