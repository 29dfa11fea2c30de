import { beforeAll, describe, expect, it } from "vitest";
import { makeTeam, testDatabase } from "#lib/testing";
import { getApi } from "./get-api.ts";
import { listApis } from "./list-apis.ts";
import { listFacetValues } from "./list-facet-values.ts";
import { ApiList, FacetValueList, UpdateApi, type Facet } from "./schema.ts";
import { makePeople, register } from "./test-rows.ts";
import { updateApi } from "./update-api.ts";

const database = await testDatabase();
const { db, ctx } = database;
const { team, admin, outsider } = await makePeople(database);
/** More than are sent with a page of APIs. */
const TEAMS = 120;

const page = (query: object = {}) => listApis(ctx(outsider), ApiList.api.parse({ facets: "true", ...query }));
const values = (facet: Facet, query: object = {}) =>
  listFacetValues(ctx(outsider), { facet }, FacetValueList.parse(query));

const teams: { id: string; slug: string }[] = [];
beforeAll(async () => {
  for (let n = 0; n < TEAMS; n++) {
    const { id, slug } = await makeTeam(db, `crew-${n}`);
    await db.team.update({ where: { id }, data: { name: `Crew ${n} of all` }, select: { id: true } });
    teams.push({ id, slug });
    await register(database, { team: slug, slug: `api-${n}`, tier: n < 3 ? 1 : 2 });
    const data = { tags: ["all", `tag-${n}`] };
    await db.api.update({ where: { slug: `api-${n}` }, data, select: { id: true } });
  }
  await register(database, { team: "crew-119", slug: "one-more", tier: 2 });
}, 120_000);

describe("what a page of APIs has of a facet's values", () => {
  it("are the most frequent, with how many there are of all", async () => {
    const { facets, facetTotals } = await page();
    expect(facets?.team).toHaveLength(50);
    expect(facets?.team[0]).toEqual({ value: "crew-119", name: "Crew 119 of all", count: 2 });
    expect(facetTotals).toMatchObject({ team: TEAMS, tag: TEAMS + 1, tier: 2 });
  });

  it("hold those that are filtered by, with their counts", async () => {
    const shown = (await page()).facets;
    const hidden = <T extends { slug: string }>(all: T[]) =>
      all.find(({ slug }) => !shown?.team.some(({ value }) => value === slug));
    const { slug = "" } = hidden(teams) ?? {};
    const tag = slug.replace("crew", "tag");
    const { facets } = await page({ team: slug, tag });
    expect(facets?.team.find(({ value }) => value === slug)).toMatchObject({ count: 1 });
    expect(facets?.tag.find(({ value }) => value === tag)).toMatchObject({ count: 1 });
  });
});

describe("all values of a facet", () => {
  it("are paged, each once", async () => {
    const found = [];
    for (const number of [1, 2])
      found.push(...(await values("team", { page: String(number), size: "100" })).items);
    expect(new Set(found.map(({ value }) => value))).toEqual(new Set(teams.map(({ slug }) => slug)));
    expect(found).toHaveLength(TEAMS);
  });

  it("are found by name or value, under the search and the other filters", async () => {
    expect(await values("team", { name: "CREW 77 " })).toMatchObject({
      total: 1,
      items: [{ value: "crew-77", name: "Crew 77 of all", count: 1 }],
    });
    expect((await values("team", { name: "crew-77" })).items.map(({ value }) => value)).toEqual(["crew-77"]);
    expect(await values("team", { tier: "1" })).toMatchObject({ total: 3 });
    expect(await values("tier", { tier: "1" })).toMatchObject({ total: 2 });
    expect(await values("tag", { q: "one-more" })).toMatchObject({ total: 0, items: [] });
    expect(await values("domain")).toMatchObject({ items: [{ value: "-", count: TEAMS + 1 }] });
  });
});

describe("teams that a restricted API is shown to", () => {
  it("may be more than a hundred, all of which are told", async () => {
    await register(database, { team: team.slug, slug: "shared", visibility: "restricted" });
    const input = UpdateApi.parse({ grantedTeams: teams.map(({ slug }) => slug) });
    await updateApi(ctx(admin), { slug: "shared" }, input);
    expect((await getApi(ctx(admin), { slug: "shared" })).grantedTeams).toHaveLength(TEAMS);
  });
});
