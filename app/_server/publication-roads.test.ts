import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Actor } from "#lib/access";
import type { SaveDraft } from "#lib/catalogue";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { newId, sha256Hex } from "#lib/ids";
import { publishDueReviews } from "#lib/reviews";
import { ensureDefaultRules } from "#lib/rules";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import * as draftRoute from "../api/v1/apis/[slug]/versions/[version]/draft/route.ts";
import * as restoreRoute from "../api/v1/apis/[slug]/versions/[version]/draft/restore/route.ts";
import * as publicationsRoute from "../api/v1/apis/[slug]/versions/[version]/publications/route.ts";
import * as revisionsRoute from "../api/v1/apis/[slug]/versions/[version]/revisions/route.ts";
import * as submitRoute from "../api/v1/apis/[slug]/versions/[version]/reviews/route.ts";
import * as waiverRoute from "../api/v1/governance/waivers/[id]/route.ts";
import * as decideRoute from "../api/v1/reviews/[id]/decisions/route.ts";
import * as reviewRoute from "../api/v1/reviews/[id]/route.ts";
import * as scheduleRoute from "../api/v1/reviews/[id]/schedule/route.ts";
import type { Handler } from "./contract.ts";
import { personWith, PORTAL, took, type Answer, type Person } from "./test-person.ts";

const seam = vi.hoisted(() => ({ instance: {} as object }));
vi.mock("server-only", () => ({}));
vi.mock("./session.ts", () => ({ sessionActor: () => Promise.resolve(undefined) }));
vi.mock("./instance.ts", () => ({ instance: () => seam.instance }));

const database = await testDatabase();
const { db, ctx } = database;
const log = { info: () => {}, warn: () => {}, error: () => {}, child: () => log };
seam.instance = { config: { portalUrl: PORTAL }, db, log, sealingKey: randomBytes(32) };
const HOUR_MS = 3_600_000;
const HERE = "http://127.0.0.1:9001";
const ELSEWHERE = "http://[::1]:9002";

/** A chain's second target. */
interface Chain {
  second?: string;
  other?: "fit" | "unfit";
}
const FAULTY: Record<string, Chain & { rule: string }> = {
  "no fallback": { rule: "Critical APIs have a fallback" },
  "a fallback on the same host": {
    rule: "Critical APIs fall back to another failure domain",
    second: "http://127.0.0.1:9002",
  },
  "an incompatible fallback": {
    rule: "Fallbacks of critical APIs keep the contract",
    other: "unfit",
  },
};
const SOUND: Record<string, Chain> = {
  "a fallback elsewhere": { second: ELSEWHERE },
  "a compatible API as its fallback": { other: "fit" },
};
const inner: Record<string, { slug: string; version: string }> = {};

const person = (actor: Actor) => personWith(database, actor);

function draftOf({ second, other }: Chain, etag: number): SaveDraft {
  const chain: UnboundPolicy["chain"] = [{ id: "primary", kind: "http" }];
  if (second !== undefined) chain.push({ id: "second", kind: "http" });
  const api = other && inner[other];
  if (api)
    chain.push({ id: "other", kind: "api", apiId: api.slug, version: api.version, entry: "full_policy" });
  const bindings = {
    primary: { endpoints: [{ url: HERE }] },
    ...(second === undefined ? {} : { second: { endpoints: [{ url: second }] } }),
  };
  return {
    etag,
    routes: [{ hosts: [], pathPrefix: `/${newId("x")}`, methods: [], stripPrefix: true }],
    policy: { apiVersion: "fallback/v1", id: "default", chain },
    bindings: { sandbox: bindings, production: bindings },
  };
}

async function setDocument(id: string, path: string): Promise<void> {
  const paths = { [path]: { get: { responses: { 200: { description: "fine" } } } } };
  const documentText = JSON.stringify({ openapi: "3.1.0", info: { title: "Test", version: "1" }, paths });
  await db.version.update({ where: { id }, data: { documentText, documentDigest: sha256Hex(documentText) } });
}

/** A version with its people, and what they do with it. */
async function make() {
  const version = await makePublishable(database);
  await setDocument(version.versionId, "/items");
  const maintainer = await person(await makeUser(db, { teams: { [version.teamId]: "maintainer" } }));
  const { at } = version;
  const save = async (chain: Chain): Promise<number> => {
    const { draftEtag } = await db.version.findUniqueOrThrow({ where: { id: version.versionId } });
    const saved = await maintainer(draftRoute.PUT, at, draftOf(chain, draftEtag));
    return took(saved, 200).etag ?? 0;
  };
  const publications = (by: Person, body: object) => by(publicationsRoute.POST, at, body);
  const put = (environment: string, draftEtag: number, over: object = {}) =>
    publications(maintainer, { action: "publish", environment, note: "", draftEtag, ...over });
  const setTier = (tier: number) => db.api.update({ where: { slug: at.slug }, data: { tier } });
  return { ...version, maintainer, save, publications, put, setTier };
}

type Made = Awaited<ReturnType<typeof make>>;

/** Tier 4 may have it: two revisions live, the first with the chain, the second without a fault; then it becomes critical. */
async function withHistory(made: Made, chain: Chain): Promise<number> {
  await made.setTier(4);
  took(await made.put("production", await made.save(chain)), 202);
  const etag = await made.save({ second: ELSEWHERE });
  took(await made.put("production", etag), 202);
  await made.setTier(1);
  return etag;
}

/** The faulty draft is submitted and approved; how its review ends says whether it went live. */
async function reviewed(made: Made, chain: Chain, publish: string) {
  const draftEtag = await made.save(chain);
  const asked = { environments: ["production"], summary: "Adds items.", draftEtag, publish };
  const submitted = await made.maintainer(submitRoute.POST, made.at, asked);
  const id = took(submitted, 201).id ?? "";
  const governance = await person(await makeUser(db, { role: "governance" }));
  took(await governance(decideRoute.POST, { id }, { decision: "approve", round: 1, note: "" }), 200);
  return { id, read: () => made.maintainer(reviewRoute.GET, { id }) };
}

/** Every road by which content goes live. Each returns the last answer of the portal. */
const ROADS: Record<string, (made: Made, chain: Chain) => Promise<Answer>> = {
  "published through the REST API": async (made, chain) => made.put("production", await made.save(chain)),
  "published with broken glass": async (made, chain) => {
    const draftEtag = await made.save(chain);
    const { slug } = await db.team.findUniqueOrThrow({ where: { id: made.teamId }, select: { slug: true } });
    const rule = { id: newId("rule"), name: "Approve", kind: "approval", params: { by: "governance" } };
    await db.governanceRule.create({
      data: { ...rule, scope: { teams: [slug] }, severity: "block", createdByName: "Test" },
    });
    took(await made.put("production", draftEtag), 409);
    const breakGlass = { reason: "The checkout is down, and this mends it." };
    const input = { action: "publish", environment: "production", note: "", draftEtag, breakGlass };
    return made.publications(await person(await makeUser(db, { role: "admin" })), input);
  },
  "rolled back to": async (made, chain) => {
    await withHistory(made, chain);
    const input = { action: "roll_back", environment: "production", revision: 1, replaces: 2, note: "" };
    return made.publications(made.maintainer, input);
  },
  promoted: async (made, chain) => {
    await withHistory(made, chain);
    const input = { action: "promote", environment: "sandbox", revision: 1, replaces: null };
    return made.publications(made.maintainer, input);
  },
  "restored into the draft and published": async (made, chain) => {
    const etag = await withHistory(made, chain);
    const restored = await made.maintainer(restoreRoute.POST, made.at, { revision: 1, etag });
    return made.put("production", took(restored, 200).etag ?? 0, { replaces: 2 });
  },
  "approved and published at once": async (made, chain) =>
    (await reviewed(made, chain, "on_approval")).read(),
  "approved, and published by hand": async (made, chain) => {
    const { id } = await reviewed(made, chain, "by_hand");
    return made.maintainer(scheduleRoute.POST, { id }, { publish: "now" });
  },
  "approved, and published by the job at its time": async (made, chain) => {
    const at = new Date(Date.now() + HOUR_MS);
    const { read } = await reviewed(made, chain, at.toISOString());
    const worker = ctx({ kind: "system", id: "worker", name: "Worker" });
    await publishDueReviews({ ...worker, now: new Date(at.getTime() + 1_000) });
    return read();
  },
};

/** What a publication that came by each of them says of itself. */
const CAME: Record<keyof typeof ROADS, object> = {
  "published through the REST API": { road: "draft", grounds: "not_required" },
  "published with broken glass": { road: "draft", grounds: "break_glass", reviewNumber: 1 },
  "rolled back to": { road: "roll_back", grounds: "not_required" },
  promoted: { road: "promotion", promotedFrom: [], grounds: "not_required" },
  "restored into the draft and published": { road: "draft", grounds: "not_required" },
  "approved and published at once": { road: "approval", grounds: "approved", reviewNumber: 1 },
  "approved, and published by hand": { road: "draft", grounds: "approved", reviewNumber: 1 },
  "approved, and published by the job at its time": { road: "schedule", grounds: "approved" },
};

beforeAll(async () => {
  await ensureDefaultRules(ctx());
  // Who must approve is another gate.
  await db.governanceRule.deleteMany({ where: { kind: "approval" } });
  for (const [position, slug] of ["sandbox", "production"].entries())
    await db.environment.create({ data: { id: newId("env"), slug, name: slug, position } });
  for (const [name, path] of Object.entries({ fit: "/items", unfit: "/else" })) {
    const made = await make();
    await setDocument(made.versionId, path);
    await made.setTier(4);
    for (const environment of ["sandbox", "production"]) {
      const etag = await made.save({ second: ELSEWHERE });
      await db.binding.updateMany({
        where: { versionId: made.versionId },
        data: {
          targets: {
            primary: { endpoints: [{ url: ELSEWHERE }] },
            second: { endpoints: [{ url: ELSEWHERE }] },
          },
        },
      });
      took(await made.put(environment, etag), 202);
    }
    inner[name] = made.at;
  }
});

const cases = <Of>(chains: Record<string, Of>) =>
  Object.entries(chains).flatMap(([name, chain]) =>
    Object.entries(ROADS).map(([road, go]) => ({ name, road, chain, go })),
  );

/** What stopped a publication: the answer's issues; of a review what is written there. */
function refusalIn({ status, json }: Answer): { status: number; state?: string | undefined; why: string } {
  const { publishError, issues = [], state } = json;
  if (publishError === undefined) return { status, why: issues.map(({ message }) => message).join(" ") };
  return { status, state, why: publishError };
}

/** A waiver of a rule, as what relies on it names it. */
async function waive({ at, ctx: { now } }: Made, rule: string) {
  const [api, { id: ruleId }] = await Promise.all([
    db.api.findUniqueOrThrow({ where: { slug: at.slug }, select: { id: true } }),
    db.governanceRule.findFirstOrThrow({ where: { name: rule }, select: { id: true } }),
  ]);
  const until = new Date(now.getTime() + 24 * HOUR_MS);
  const asked = { reason: "Next week.", askedById: "someone", askedByName: "Someone", askedAt: now };
  const row = { id: newId("wvr"), ruleId, apiId: api.id, state: "granted", until, ...asked } as const;
  await db.waiver.create({ data: row });
  return { id: row.id, rule, until: until.toISOString() };
}

/** Live revisions of a version. */
const readLive = async ({ versionId }: Made) =>
  (
    await db.revision.findMany({ where: { versionId, wantedBy: { some: {} } }, select: { number: true } })
  ).map(({ number }) => number);

describe("a critical version", () => {
  it.each(cases(FAULTY))("with $name cannot be $road", async ({ chain, go }) => {
    const made = await make();
    await made.setTier(1);
    const answer = await go(made, chain);
    const refusal = refusalIn(answer);
    expect([
      { status: 422, why: expect.any(String) as string },
      { status: 200, state: "approved", why: expect.any(String) as string },
    ]).toContainEqual(refusal);
    expect(refusal.why.match(/\(Rule: [^)]+\)/g)).toEqual([`(Rule: ${chain.rule})`]);
    // Of those with a history the second revision, which has no fault.
    expect((await readLive(made)).filter((number) => number !== 2)).toEqual([]);
  });

  it.each(cases(SOUND))("with $name is $road", async ({ chain, go }) => {
    const made = await make();
    await made.setTier(1);
    const { json } = await go(made, chain);
    expect(json.state).toMatch(/^(saved|published)$/);
    expect(await readLive(made)).not.toEqual([]);
  });

  it.each(Object.entries(ROADS))("with a waived fault is %s, which says so everywhere", async (road, go) => {
    const made = await make();
    await made.setTier(1);
    const waiver = await waive(made, "Critical APIs have a fallback");
    await go(made, {});
    const read = async (route: { GET: Handler }, params: object = made.at) =>
      took(await made.maintainer(route.GET, params), 200);
    const came = { ...CAME[road], waivers: [waiver] };
    const [publication] = (await read(publicationsRoute)).items ?? [];
    expect(publication).toMatchObject(came);
    const revisions = (await read(revisionsRoute)).items?.flatMap(({ wentLive = [] }) => wentLive);
    expect(revisions).toContainEqual(expect.objectContaining(came));
    const publicationId = publication?.id;
    const { allowed } = await read(waiverRoute, { id: waiver.id });
    expect(allowed).toMatchObject({ total: 1, items: [{ publicationId }] });
    const audited = await db.auditEntry.findMany({ where: { objectId: made.versionId } });
    const { reviewNumber: _, ...kept } = { reviewNumber: 0, ...came };
    expect(audited.map(({ after }) => after)).toContainEqual(
      expect.objectContaining({ publicationId, ...kept }),
    );
  });
});
