import { beforeEach, describe, expect, it } from "vitest";
import { ANONYMOUS } from "#lib/access";
import { newId } from "#lib/ids";
import { publish, unpublish } from "#lib/publishing";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import {
  ApiScoreFilter,
  ApiScoreList,
  exportApiScores,
  getApiScorecard,
  getScoreOverview,
  judgeLive,
  listApiScores,
  listStandingFindings,
  listTeamScores,
  requestJudgement,
  StandingFindingList,
  TeamScoreList,
} from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
const environment = await db.environment.create({
  data: { id: newId("env"), slug: "production", name: "Production", position: 1 },
  select: { id: true, slug: true },
});
const DAY_MS = 86_400_000;
const start = ctx().now.getTime();
/** The system, some days from now. */
const on = (days: number) => ({ ...ctx(), now: new Date(start + days * DAY_MS) });
const scores = ApiScoreList.api.parse({});

beforeEach(async () => {
  await db.governanceRule.deleteMany({});
  await db.scoreDay.deleteMany({});
  await db.deployment.updateMany({ data: { wantedRevisionId: null } });
});

async function makeLive(tier = 1) {
  const version = await makePublishable(database);
  await db.api.update({ where: { slug: version.at.slug }, data: { tier } });
  await publish(version.ctx, version.at, {
    action: "publish",
    environment: environment.slug,
    note: "",
    draftEtag: 1,
  });
  const { id } = await db.api.findUniqueOrThrow({ where: { slug: version.at.slug }, select: { id: true } });
  return { ...version, apiId: id };
}

async function makeRule(kind: string, of: { severity?: "block" | "warn" | "info"; params?: object } = {}) {
  const { severity = "block", params = {} } = of;
  const data = {
    id: newId("rule"),
    name: `Rule ${kind}`,
    kind,
    params,
    scope: {},
    severity,
    createdByName: "Test",
  };
  return db.governanceRule.create({ data, select: { id: true } });
}

const told = (apiId: string) =>
  db.notificationEvent.count({ where: { kind: "api.breaks_rules", dedupeKey: { contains: apiId } } });
const findingsOf = (slug: string, as = ctx(), query: object = {}) =>
  listStandingFindings(as, { slug }, StandingFindingList.api.parse(query));
const cardOf = (live: { at: { slug: string } }) => getApiScorecard(ctx(), { slug: live.at.slug });

describe("judging what is live", () => {
  it("keeps findings since when they stand, and tells the owners once", async () => {
    const live = await makeLive();
    await makeRule("fallback-present");
    await makeRule("contact", { severity: "info" });
    expect(await judgeLive(on(0))).toBe(1);
    const first = await cardOf(live);
    expect(first).toMatchObject({ score: 0, block: 1, info: 1, coverage: "none" });
    const { items: found } = await findingsOf(live.at.slug);
    expect(found).toContainEqual(
      expect.objectContaining({ version: live.at.version, environments: ["production"], severity: "block" }),
    );
    expect(await told(live.apiId)).toBe(1);
    await judgeLive(on(1));
    const second = await cardOf(live);
    const { items: again } = await findingsOf(live.at.slug);
    expect(again.map(({ since }) => since)).toEqual(found.map(({ since }) => since));
    expect(second.trend.map(({ score }) => score)).toEqual([0, 0]);
    expect(await told(live.apiId)).toBe(1);
  });

  it("marks what is waived, and finds it again when the waiver has expired", async () => {
    const live = await makeLive();
    const rule = await makeRule("fallback-present");
    await db.waiver.create({
      data: {
        id: newId("wvr"),
        ruleId: rule.id,
        apiId: live.apiId,
        state: "granted",
        reason: "A second platform is on its way.",
        until: new Date(start + DAY_MS / 2),
        askedById: "someone",
        askedByName: "Someone",
        askedAt: new Date(start),
      },
    });
    await judgeLive(on(0));
    expect(await cardOf(live)).toMatchObject({ score: 50, block: 0, waived: 1 });
    expect(await told(live.apiId)).toBe(0);
    await judgeLive(on(1));
    expect(await cardOf(live)).toMatchObject({ score: 0, block: 1, waived: 0 });
    expect(await told(live.apiId)).toBe(1);
  });

  it("forgets what is mended, and what is no longer live", async () => {
    const [mended, ended] = [await makeLive(), await makeLive()];
    const rule = await makeRule("fallback-present");
    await judgeLive(on(0));
    expect(await db.standingFinding.count()).toBe(2);
    await unpublish(ended.ctx, ended.at, { action: "unpublish", environment: environment.slug });
    await db.governanceRule.update({ where: { id: rule.id }, data: { scope: { tiers: [2] } } });
    await judgeLive({ ...on(0), now: new Date(start + 1_000) });
    expect(await db.standingFinding.count()).toBe(0);
    expect(await cardOf(mended)).toMatchObject({ score: null, block: 0 });
    expect(await cardOf(ended)).toMatchObject({ judgedAt: null });
    expect((await getScoreOverview(ctx())).apis).toBe(1);
  });

  it("judges one API alone, and adds the totals up again", async () => {
    const [one, other] = [await makeLive(1), await makeLive(4)];
    const rule = await makeRule("fallback-present");
    await judgeLive(on(0));
    expect(await getScoreOverview(ctx())).toMatchObject({ score: 0, apis: 2, block: 2 });
    await db.governanceRule.update({ where: { id: rule.id }, data: { scope: { tiers: [1] } } });
    await judgeLive({ ...on(0), now: new Date(start + 1_000) }, { apiId: other.apiId });
    expect(await cardOf(other)).toMatchObject({ score: null });
    expect(await cardOf(one)).toMatchObject({ score: 0 });
    const judgedAt = new Date(start).toISOString();
    expect(await getScoreOverview(ctx())).toMatchObject({ score: 0, apis: 2, block: 1, judgedAt });
  });

  it("knows which fallbacks have answered", async () => {
    const live = await makeLive();
    const answer = { kind: "static", status: 200, body: "{}", contentType: "application/json" };
    const chain = [
      { id: "primary", kind: "http" },
      { id: "second", kind: "http" },
    ];
    const policy = { apiVersion: "fallback/v1", id: "default", chain };
    await db.revision.updateMany({ where: { versionId: live.versionId }, data: { policy } });
    await judgeLive(on(0));
    expect(await cardOf(live)).toMatchObject({ coverage: "untested" });
    await db.targetExercise.create({
      data: {
        versionId: live.versionId,
        environmentId: environment.id,
        target: "second",
        answeredAt: new Date(start),
      },
    });
    await judgeLive(on(0));
    expect(await cardOf(live)).toMatchObject({ coverage: "tested" });
    expect(await getScoreOverview(ctx())).toMatchObject({ critical: 1, tested: 1, untested: 0 });
    const writtenChain = [{ id: "second", kind: "http", addresses: "another" }];
    await db.deployment.updateMany({ where: { versionId: live.versionId }, data: { writtenChain } });
    await judgeLive(on(0));
    expect(await cardOf(live)).toMatchObject({ coverage: "untested" });
    const own = { ...policy, chain: [...chain.slice(0, 1), { id: "last", ...answer }] };
    await db.revision.updateMany({ where: { versionId: live.versionId }, data: { policy: own } });
    await judgeLive(on(0));
    expect(await cardOf(live)).toMatchObject({ coverage: "tested" });
  });
});

describe("the style of documents", () => {
  const text = "rules: { operation-operationId: error }";

  it("is judged once per document and ruleset, and stops a publication", async () => {
    const live = await makeLive();
    await makeRule("openapi-style", { params: { ruleset: "own", text } });
    await judgeLive(on(0));
    expect(await cardOf(live)).toMatchObject({ block: 1 });
    const results = await db.styleResult.findMany({ select: { documentDigest: true, checkedAt: true } });
    expect(results).toHaveLength(1);
    const again = { action: "publish", environment: environment.slug, note: "", draftEtag: 1 } as const;
    await expect(publish(live.ctx, live.at, again)).rejects.toMatchObject({
      code: "unprocessable",
      issues: [expect.objectContaining({ code: "rule:openapi-style" })],
    });
    expect(await db.styleResult.findMany({ select: { documentDigest: true, checkedAt: true } })).toEqual(
      results,
    );
  });

  it("is no finding where there was no time to judge it", async () => {
    const live = await makeLive();
    await db.revision.updateMany({
      where: { versionId: live.versionId },
      data: { documentText: `openapi: 3.1.0\ninfo: { title: ${live.versionId}, version: "1" }\npaths: {}` },
    });
    await makeRule("openapi-style", { params: { ruleset: "recommended" } });
    let clock = start;
    // An hour passes between any two looks at the clock.
    await judgeLive(on(0), { clock: () => new Date((clock += 3_600_000)) });
    expect(await cardOf(live)).toMatchObject({ score: null, block: 0 });
    await judgeLive(on(0));
    expect(await cardOf(live)).toMatchObject({ score: 0, block: 1 });
  });
});

describe("scorecards", () => {
  it("list the worst first, filter, and add up per team and for all", async () => {
    const [bad, good] = [await makeLive(1), await makeLive(4)];
    await makeRule("fallback-present");
    await db.governanceRule.updateMany({ data: { scope: { tiers: [1] } } });
    await makeRule("security-scheme", { severity: "warn" });
    await db.api.update({ where: { id: good.apiId }, data: { name: "100% good_api" } });
    await judgeLive(on(0));
    const all = await listApiScores(ctx(), scores);
    expect(all.items.map(({ slug, score }) => [slug, score])).toEqual([
      [bad.at.slug, 0],
      [good.at.slug, 0],
    ]);
    const of = async (query: object) =>
      (await listApiScores(ctx(), ApiScoreList.api.parse(query))).items.map(({ slug }) => slug);
    expect(await of({ tier: "4" })).toEqual([good.at.slug]);
    expect(await of({ state: "blocking" })).toEqual([bad.at.slug]);
    expect(await of({ state: "uncovered" })).toEqual([bad.at.slug]);
    expect(await of({ state: "waived" })).toEqual([]);
    expect(await of({ q: "0% good_" })).toEqual([good.at.slug]);
    expect(await of({ q: "%" })).toEqual([good.at.slug]);
    expect(await of({ team: all.items[0]?.team.slug })).toEqual([bad.at.slug]);
    const teams = await listTeamScores(ctx(), TeamScoreList.api.parse({}));
    expect(teams.items.map(({ score, apis }) => [score, apis])).toEqual([
      [0, 1],
      [0, 1],
    ]);
    const overview = await getScoreOverview(ctx());
    expect(overview).toMatchObject({ apis: 2, block: 1, warn: 2, critical: 1 });
    expect(overview.worstRules.map(({ kind, apis }) => [kind, apis])).toEqual([
      ["security-scheme", 2],
      ["fallback-present", 1],
    ]);
    const csv = (await exportApiScores(ctx(), ApiScoreFilter.parse({ tier: "4" }))).split("\r\n");
    expect(csv).toHaveLength(3);
    expect(csv[1]).toContain(`"${good.at.slug}","100% good_api",4,`);
  });

  it("show nobody what they may not see, and findings to its team and governance", async () => {
    const live = await makeLive();
    await makeRule("fallback-present");
    await judgeLive(on(0));
    const stranger = ctx(await makeUser(db));
    expect((await getApiScorecard(stranger, { slug: live.at.slug })).seesFindings).toBe(false);
    await expect(findingsOf(live.at.slug, stranger)).rejects.toMatchObject({ code: "forbidden" });
    expect((await getApiScorecard(live.ctx, { slug: live.at.slug })).seesFindings).toBe(true);
    expect((await findingsOf(live.at.slug, live.ctx)).total).toBe(1);
    const governance = ctx(await makeUser(db, { role: "governance" }));
    expect((await findingsOf(live.at.slug, governance)).total).toBe(1);
    await db.api.update({ where: { id: live.apiId }, data: { visibility: "private" } });
    const gone = { code: "not_found" };
    await expect(getApiScorecard(stranger, { slug: live.at.slug })).rejects.toMatchObject(gone);
    await expect(findingsOf(live.at.slug, stranger)).rejects.toMatchObject(gone);
    expect((await listApiScores(stranger, scores)).total).toBe(0);
    expect(await exportApiScores(stranger, ApiScoreFilter.parse({}))).not.toContain(live.at.slug);
    expect((await listApiScores(live.ctx, scores)).total).toBe(1);
  });

  it("are judged at once for governance, and for nobody else", async () => {
    const forbidden = { code: "forbidden" };
    const member = ctx(await makeUser(db));
    await expect(requestJudgement(member)).rejects.toMatchObject(forbidden);
    await expect(judgeLive(member)).rejects.toMatchObject(forbidden);
    const governance = ctx(await makeUser(db, { role: "governance" }));
    expect(await requestJudgement(governance)).toEqual({ askedAt: governance.now.toISOString() });
    const anonymous = ctx(ANONYMOUS);
    for (const refused of [
      listApiScores(anonymous, scores),
      listTeamScores(anonymous, TeamScoreList.api.parse({})),
      getScoreOverview(anonymous),
      exportApiScores(anonymous, ApiScoreFilter.parse({})),
      getApiScorecard(anonymous, { slug: "any-api" }),
    ])
      await expect(refused).rejects.toMatchObject(forbidden);
  });
});
