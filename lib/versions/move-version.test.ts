import { describe, expect, it } from "vitest";
import type { Actor } from "#lib/access";
import { publish } from "#lib/publishing";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { newId } from "#lib/ids";
import { possibleActions, STAGES, type LifecycleAction } from "#lib/lifecycle";
import { makePublishable, makeTeam, makeUser, testDatabase } from "#lib/testing";
import { getSunsetFindings, getVersionLife, moveVersion, type MoveVersion } from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
const slug = `env-${newId("x").slice(-6)}`;
const environment = await db.environment.create({
  data: { id: newId("env"), slug, name: slug, position: 1 },
});
const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

type Version = Awaited<ReturnType<typeof makePublishable>>;

async function published(policy?: UnboundPolicy): Promise<Version> {
  const version = await makePublishable(database, policy);
  await publish(version.ctx, version.at, { action: "publish", environment: slug, note: "", draftEtag: 1 });
  return version;
}

const asOwner = async ({ teamId }: Version) => ctx(await makeUser(db, { teams: { [teamId]: "owner" } }));
const lifeOf = async (version: Version) => db.version.findUniqueOrThrow({ where: { id: version.versionId } });
const deprecate = (etag: number, more = {}): MoveVersion => ({
  action: "deprecate",
  etag,
  note: "",
  brownouts: [],
  ...more,
});
const wanted = async ({ versionId }: Version) =>
  db.deployment.findUniqueOrThrow({
    where: { versionId_environmentId: { versionId, environmentId: environment.id } },
    select: { pending: true, wantedPublicationId: true, wantedPublication: { select: { cause: true } } },
  });

describe("moving a version on in its life", () => {
  it("goes all the way, writes its documents again at each step, and leaves a trail", async () => {
    const version = await published();
    const next = await published();
    const owner = await asOwner(version);
    const announced = {
      sunsetAt: inDays(30),
      note: "Move on.",
      successor: { slug: next.at.slug, version: "v1" },
    };
    const moved = await moveVersion(version.ctx, version.at, deprecate(1, announced));
    expect(moved).toMatchObject({
      stage: "deprecated",
      etag: 2,
      note: "Move on.",
      successor: { slug: next.at.slug, version: "v1" },
      publications: [{ environment: slug }],
    });
    expect(await wanted(version)).toMatchObject({
      pending: true,
      wantedPublication: { cause: "It was deprecated." },
    });
    await moveVersion(owner, version.at, { action: "block", etag: 2, reason: "Leaks." });
    expect(await getVersionLife(version.ctx, version.at)).toMatchObject({
      isBlocked: true,
      blockedReason: "Leaks.",
    });
    await moveVersion(owner, version.at, { action: "unblock", etag: 3 });
    await expect(moveVersion(owner, version.at, { action: "retire", etag: 4 })).rejects.toMatchObject({
      code: "conflict",
      details: { obstacles: [{ code: "sunset_ahead" }] },
    });
    const later = { ...owner, now: new Date(Date.now() + 31 * DAY) };
    expect(await moveVersion(later, version.at, { action: "retire", etag: 4 })).toMatchObject({
      stage: "retired",
    });
    await expect(
      publish(version.ctx, version.at, { action: "publish", environment: slug, note: "", draftEtag: 1 }),
    ).rejects.toMatchObject({ code: "conflict" });
    const trail = await db.auditEntry.findMany({
      where: { objectId: version.versionId },
      orderBy: { id: "asc" },
    });
    expect(trail.map(({ action }) => action)).toEqual([
      "version.publish",
      "version.deprecate",
      "version.block",
      "version.unblock",
      "version.retire",
    ]);
  });

  it("refuses what has passed, who cannot follow, and what was not looked at", async () => {
    const [version, hidden] = [await published(), await published()];
    await db.api.updateMany({ where: { slug: hidden.at.slug }, data: { visibility: "private" } });
    const at = (input: MoveVersion) => moveVersion(version.ctx, version.at, input);
    const issue = (field: string) => ({ code: "invalid", issues: [{ path: [field] }] });
    await expect(at(deprecate(1, { sunsetAt: inDays(-1) }))).rejects.toMatchObject(issue("sunsetAt"));
    const successor = { slug: hidden.at.slug, version: "v1" };
    await expect(at(deprecate(1, { successor }))).rejects.toMatchObject(issue("successor"));
    const itself = { slug: version.at.slug, version: "v1" };
    await expect(at(deprecate(1, { successor: itself }))).rejects.toMatchObject(issue("successor"));
    const soon = [{ from: inDays(0.5), until: inDays(0.6) }];
    await expect(at(deprecate(1, { brownouts: soon }))).rejects.toMatchObject({
      code: "invalid",
      issues: [{ path: ["brownouts", 0, "from"] }],
    });
    await expect(at(deprecate(7))).rejects.toMatchObject({ code: "stale", details: { etag: 1 } });
    expect(await lifeOf(version)).toMatchObject({ stage: "published", lifecycleEtag: 1 });
  });

  it("cannot retire what answers for another API, nor be adopted once it is retired", async () => {
    const inner = await published();
    const policy = (api: Version): UnboundPolicy => ({
      apiVersion: "fallback/v1",
      id: "p",
      chain: [
        { id: "other", kind: "api", apiId: api.at.slug, version: "v1", entry: "full_policy" },
        { id: "sorry", kind: "static", status: 503 },
      ],
    });
    const outer = await published(policy(inner));
    const owner = await asOwner(inner);
    const later = { ...owner, now: new Date(Date.now() + 31 * DAY) };
    await moveVersion(owner, inner.at, deprecate(1, { sunsetAt: inDays(30) }));
    await expect(moveVersion(later, inner.at, { action: "retire", etag: 2 })).rejects.toMatchObject({
      code: "conflict",
      details: {
        obstacles: [{ code: "in_a_chain", message: expect.stringContaining(outer.at.slug) as string }],
      },
    });
    await db.dependency.deleteMany({ where: { innerVersionId: inner.versionId } });
    await moveVersion(later, inner.at, { action: "retire", etag: 2 });
    const another = await makePublishable(database, policy(inner));
    await expect(
      publish(another.ctx, another.at, { action: "publish", environment: slug, note: "", draftEtag: 1 }),
    ).rejects.toMatchObject({
      code: "unprocessable",
      message: expect.stringContaining("is retired") as string,
    });
  });

  it("lets one of two that race win: retire, or adopt as a fallback", async () => {
    const inner = await published();
    const owner = await asOwner(inner);
    await moveVersion(owner, inner.at, deprecate(1, { sunsetAt: inDays(1) }));
    const later = { ...owner, now: new Date(Date.now() + 2 * DAY) };
    const adopting = await makePublishable(database, {
      apiVersion: "fallback/v1",
      id: "p",
      chain: [
        { id: "other", kind: "api", apiId: inner.at.slug, version: "v1", entry: "full_policy" },
        { id: "sorry", kind: "static", status: 503 },
      ],
    });
    const outcomes = await Promise.allSettled([
      moveVersion(later, inner.at, { action: "retire", etag: 2 }),
      publish(adopting.ctx, adopting.at, { action: "publish", environment: slug, note: "", draftEtag: 1 }),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { stage } = await lifeOf(inner);
    const adopted = await db.dependency.count({ where: { innerVersionId: inner.versionId } });
    expect({ stage, adopted }).toEqual(
      outcomes[0]?.status === "fulfilled"
        ? { stage: "retired", adopted: 0 }
        : { stage: "deprecated", adopted: 1 },
    );
  });

  it("lets one of two who move it at once win", async () => {
    const version = await published();
    const outcomes = await Promise.allSettled([
      moveVersion(version.ctx, version.at, deprecate(1)),
      moveVersion(version.ctx, version.at, deprecate(1, { note: "Other." })),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = outcomes.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(lost.reason).toMatchObject({ code: "stale" });
  });
});

/** Who may do what, as the product's rules say it. */
const GRANTED: Record<Exclude<LifecycleAction, "publish">, readonly string[]> = {
  deprecate: ["admin", "owner", "maintainer"],
  restore: ["admin", "owner", "maintainer"],
  retire: ["admin", "owner"],
  block: ["admin", "owner", "governance", "on call"],
  unblock: ["admin", "owner", "governance", "on call"],
};

describe("every move by every role in every state", async () => {
  const version = await published();
  const { teamId, versionId, at } = version;
  const team = (role: "owner" | "maintainer" | "viewer") => makeUser(db, { teams: { [teamId]: role } });
  const actors: Record<string, Actor> = {
    admin: await makeUser(db, { role: "admin" }),
    governance: await makeUser(db, { role: "governance" }),
    owner: await team("owner"),
    maintainer: await team("maintainer"),
    viewer: await team("viewer"),
    "on call": { ...(await makeUser(db)), onCall: true },
    outsider: await makeUser(db, { teams: { [(await makeTeam(db)).id]: "owner" } }),
  };
  const states = STAGES.flatMap((stage) => [
    { stage, isBlocked: false },
    ...(stage === "published" || stage === "deprecated" ? [{ stage, isBlocked: true }] : []),
  ]);
  const moves = Object.keys(GRANTED) as (keyof typeof GRANTED)[];
  const every = states.flatMap((state) =>
    moves.flatMap((action) => Object.keys(actors).map((who) => ({ ...state, action, who }))),
  );

  it.each(every)(
    "$stage (blocked: $isBlocked): $action by $who",
    async ({ stage, isBlocked, action, who }) => {
      const now = new Date();
      const { lifecycleEtag: etag } = await db.version.update({
        where: { id: versionId },
        data: {
          stage,
          blockedAt: isBlocked ? now : null,
          deprecatedAt: stage === "deprecated" || stage === "retired" ? now : null,
          sunsetAt: stage === "deprecated" ? new Date(now.getTime() - 1) : null,
        },
      });
      const input = {
        deprecate: deprecate(etag),
        restore: { action, etag, reason: "" },
        block: { action, etag, reason: "x" },
      };
      const move = moveVersion(
        ctx(actors[who] as Actor),
        at,
        (input[action as keyof typeof input] ?? { action, etag }) as MoveVersion,
      );
      const isGranted = GRANTED[action].includes(who);
      const isPossible = possibleActions({ stage, isBlocked }).includes(action);
      const outcome = await move.then(
        () => "moved",
        (error: { code: string }) => error.code,
      );
      expect(outcome).toBe(isGranted ? (isPossible ? "moved" : "conflict") : "forbidden");
    },
  );

  it("is not there for who may not see it", async () => {
    await db.api.updateMany({ where: { slug: at.slug }, data: { visibility: "private" } });
    const outsider = ctx(actors["outsider"] as Actor);
    await expect(moveVersion(outsider, at, deprecate(1))).rejects.toMatchObject({ code: "not_found" });
    await expect(getVersionLife(outsider, at)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a rule on the notice that callers are given", () => {
  const rule = { id: "rule_notice", name: "60 days", kind: "sunset-notice", params: { days: 60 }, scope: {} };

  it("stops an end that comes too soon, at its field, and lets a waiver pass", async () => {
    const version = await published();
    await db.governanceRule.create({ data: { ...rule, severity: "block", createdByName: "Test" } });
    try {
      const soon = deprecate(1, { sunsetAt: inDays(59) });
      const said = await getSunsetFindings(version.ctx, version.at, { sunsetAt: inDays(59) });
      expect(said.findings).toMatchObject([{ ruleId: rule.id, severity: "block", path: ["sunsetAt"] }]);
      const inTime = await getSunsetFindings(version.ctx, version.at, { sunsetAt: inDays(61) });
      expect(inTime.findings).toEqual([]);
      const stranger = database.ctx(await makeUser(db));
      const bySomebodyElse = getSunsetFindings(stranger, version.at, { sunsetAt: inDays(59) });
      await expect(bySomebodyElse).rejects.toMatchObject({ code: "forbidden" });
      await expect(moveVersion(version.ctx, version.at, soon)).rejects.toMatchObject({
        code: "unprocessable",
        issues: [expect.objectContaining({ path: ["sunsetAt"], code: "rule:sunset-notice" })],
      });
      expect(await lifeOf(version)).toMatchObject({ stage: "published", lifecycleEtag: 1 });
      const { apiId } = await lifeOf(version);
      const asked = {
        askedById: "someone",
        askedByName: "Someone",
        askedAt: new Date(),
        reason: "It is broken.",
      };
      const until = new Date(inDays(1));
      await db.waiver.create({
        data: { id: newId("wvr"), ruleId: rule.id, apiId, state: "granted", until, ...asked },
      });
      expect(await moveVersion(version.ctx, version.at, soon)).toMatchObject({ stage: "deprecated" });
      const other = await published();
      const later = deprecate(1, { sunsetAt: inDays(61) });
      expect(await moveVersion(other.ctx, other.at, later)).toMatchObject({ stage: "deprecated" });
    } finally {
      await db.governanceRule.delete({ where: { id: rule.id } });
    }
  });
});
