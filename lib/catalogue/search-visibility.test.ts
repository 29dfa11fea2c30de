import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { may, type Actor, type TeamRole } from "#lib/access";
import { visibleApis } from "#lib/db";
import { testDatabase } from "#lib/testing";
import { listApis } from "./list-apis.ts";
import { listFacetValues } from "./list-facet-values.ts";
import { ApiList, FacetValueList, UpdateApi, type Facet } from "./schema.ts";
import { failureOf, makePeople, register, registerDocument } from "./test-rows.ts";
import { updateApi } from "./update-api.ts";

const database = await testDatabase();
const { db, ctx } = database;
const { team, other, owner, outsider } = await makePeople(database);

const list = (actor: Actor, query: object = {}) => listApis(ctx(actor), ApiList.api.parse(query));
const slugs = async (actor: Actor, query: object = {}) =>
  (await list(actor, query)).items.map((api) => api.slug);

const add = (slug: string, of: Omit<Parameters<typeof registerDocument>[1], "slug" | "team">) =>
  registerDocument(database, { team: team.slug, slug, ...of });

beforeAll(async () => {
  await add("payments", {
    title: "Payments",
    paths: { "/payments": "Take a payment", "/refunds": "Give money back" },
  });
  await add("vault", {
    title: "Zephyrine Vault",
    paths: { "/zephyrine/quuxium": "Hide it" },
    visibility: "private",
    domain: "secret-domain",
    tags: ["secret-tag"],
  });
}, 60_000);

describe("what somebody may not see", () => {
  const facetsOf = async (actor: Actor, query: object = {}) =>
    (await list(actor, { facets: "true", ...query })).facets;

  it.each(["zephyrine", "zephyrin", "zephirine", "quuxium", "quuxum", "/zephyrine/quuxium", "secret-tag"])(
    "is not found, not counted and not hinted at: %s",
    async (q) => {
      expect((await slugs(owner, { q }))[0]).toBe("vault");
      const page = await list(outsider, { q, facets: "true" });
      const nowhere = await list(outsider, { q: "nonexistentword", facets: "true" });
      expect({ ...page, terms: [] }).toEqual({ ...nowhere, terms: [] });
      expect(JSON.stringify(page)).not.toMatch(/quuxium|zephyrine/);
    },
  );

  it("does not count in facets, also where its own filter is set", async () => {
    expect((await facetsOf(owner))?.domain.map(({ value }) => value)).toContain("secret-domain");
    for (const query of [{}, { domain: "secret-domain" }, { q: "vault" }, { tag: "secret-tag" }]) {
      expect(JSON.stringify(await facetsOf(outsider, query))).not.toContain("secret");
    }
    expect(await list(outsider, { domain: "secret-domain" })).toMatchObject({ total: 0, items: [] });
  });

  it("is no value of a facet that is listed on its own", async () => {
    const values = async (actor: Actor, facet: Facet, query: object = {}) =>
      (await listFacetValues(ctx(actor), { facet }, FacetValueList.parse(query))).items.map(
        ({ value }) => value,
      );
    for (const facet of ["domain", "tag"] as const) {
      expect(await values(owner, facet, { name: "secret" })).toHaveLength(1);
      expect(await values(outsider, facet, { name: "secret" })).toEqual([]);
    }
    expect(await values(outsider, "team", { q: "zephyrine" })).toEqual([]);
  });

  it("appears for a granted team while restricted, and only then", async () => {
    const change = (input: object) => updateApi(ctx(owner), { slug: "vault" }, UpdateApi.parse(input));
    const found = () => slugs(outsider, { q: "zephyrine" });
    await change({ grantedTeams: [other.slug] });
    expect(await found()).toEqual([]);
    const shared = await change({ visibility: "restricted" });
    expect(shared.grantedTeams.map((one) => one.slug)).toEqual([other.slug]);
    expect(await found()).toEqual(["vault"]);
    await change({ grantedTeams: [] });
    expect(await found()).toEqual([]);
    await change({ visibility: "private" });
    const nowhere = UpdateApi.parse({ grantedTeams: ["nowhere"] });
    expect(await failureOf(updateApi(ctx(owner), { slug: "vault" }, nowhere))).toMatchObject({
      code: "invalid",
      issues: [{ path: ["grantedTeams", 0] }],
    });
    expect(
      await failureOf(updateApi(ctx(outsider), { slug: "payments" }, UpdateApi.parse({ grantedTeams: [] }))),
    ).toMatchObject({ code: "forbidden" });
  });

  it("is the same for one API, for a set of them, and for a search", async () => {
    const teamIds = [team.id, other.id, "team_none"];
    const role = fc.constantFrom<TeamRole>("owner", "maintainer", "viewer");
    const actors = fc.record({
      role: fc.constantFrom("admin", "governance", "member"),
      teams: fc.dictionary(fc.constantFrom(...teamIds), role),
    });
    const api = fc.record({
      visibility: fc.constantFrom("public", "restricted", "private"),
      grantedTeamIds: fc.subarray(teamIds),
      teamId: fc.constantFrom(team.id, other.id),
    });
    await register(database, { team: team.slug, slug: "varying" });
    await fc.assert(
      fc.asyncProperty(actors, api, async (who, data) => {
        const actor: Actor = { kind: "user", id: "u", email: "u@example.com", name: "U", ...who };
        await db.api.update({ where: { slug: "varying" }, data, select: { id: true } });
        const seen = may(actor, "api.read", data);
        const inSet = await db.api.count({ where: { AND: [visibleApis(actor), { slug: "varying" }] } });
        const found = await slugs(actor, { q: "varying" });
        expect([inSet, found.length]).toEqual(seen ? [1, 1] : [0, 0]);
      }),
      { numRuns: 60 },
    );
    await db.api.delete({ where: { slug: "varying" }, select: { id: true } });
  });
});
