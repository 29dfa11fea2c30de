import { expect, test } from "vitest";
import { FacetRows, mostFrequent } from "./facet-rows.ts";

const line = (...columns: string[]): string => columns.join("\t");
const BOOKS = line("t1", "retail", "1", "published", "rest", "a,b", "e1,e2");
const BARE = line("t2", "", "2", "design", "rest", "", "");

const rows = new FacetRows();
rows.learn("1", BOOKS);
rows.learn("2", BARE);

test("each value of a row once; no domain is a value, no tag is none", () => {
  const counts = rows.count([{ misses: 0, ids: ["1", "2"] }]);
  expect(Object.fromEntries(counts.domain)).toEqual({ retail: 1, "": 1 });
  expect(Object.fromEntries(counts.tag)).toEqual({ a: 1, b: 1 });
  expect(Object.fromEntries(counts.kind)).toEqual({ rest: 2 });
  expect(Object.fromEntries(counts.environment)).toEqual({ e1: 1, e2: 1 });
});

test("a row counts for the one facet that refuses it, and for none when two do", () => {
  const [team, domain] = [1, 2];
  const counts = rows.count([
    { misses: team, ids: ["1"] },
    { misses: team | domain, ids: ["2"] },
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

test("rows that were not read yet are named, and what is let go of is read again", () => {
  const many = new FacetRows();
  expect(many.unknown(["1"])).toEqual(["1"]);
  for (let id = 0; id <= 100_000; id++) many.learn(String(id), BARE);
  many.trim(["1", "2"]);
  expect(many.unknown(["1", "2", "3"])).toEqual(["3"]);
  expect(many.count([{ misses: 0, ids: ["1", "2"] }]).kind).toEqual(new Map([["rest", 2]]));
});
