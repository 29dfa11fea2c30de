import { expect, test } from "vitest";
import { Slug } from "#lib/ids/schema";
import { planApi, TEAMS } from "./scale-plan.ts";

const SCALE = { apis: 2000, operations: 40_000 };
const planned = Array.from({ length: SCALE.apis }, (_, index) => planApi(index, SCALE));

test("as many operations as asked for, none twice in a version", () => {
  const versions = planned.flatMap((api) => api.versions);
  expect(versions.reduce((sum, version) => sum + version.operations.length, 0)).toBe(SCALE.operations);
  for (const { operations } of versions) {
    const places = operations.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(places).size).toBe(places.length);
  }
});

test("the same in every run; slugs are slugs, and each its own", () => {
  expect(planApi(7, SCALE)).toEqual(planned[7]);
  const slugs = [...planned.map((api) => api.slug), ...TEAMS.map((team) => team.slug)];
  expect(slugs.filter((slug) => !Slug.safeParse(slug).success)).toEqual([]);
  expect(new Set(slugs).size).toBe(slugs.length);
  expect(planned.filter((api) => !TEAMS.some((team) => team.id === api.teamId))).toEqual([]);
});

test("of every kind some", () => {
  for (const visibility of ["public", "restricted", "private"])
    expect(planned.filter((api) => api.visibility === visibility).length).toBeGreaterThan(SCALE.apis / 20);
  expect(
    planned.filter((api) => api.versions.some((one) => one.environments.length > 0)).length,
  ).toBeGreaterThan(400);
});
