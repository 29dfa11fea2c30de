import { describe, expect, it } from "vitest";
import type { Actor } from "#lib/access";
import { createApplication, createPlan } from "#lib/consumers";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { newId } from "#lib/ids";
import { STAGES } from "#lib/lifecycle";
import { submitReview, withdrawReview } from "#lib/reviews";
import { makePublishable, makeTeam, makeUser, makeVersion, testDatabase } from "#lib/testing";
import { deleteVersion, getDeletion } from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
const environment = `env-${newId("x").slice(-6)}`;
const { id: environmentId } = await db.environment.create({
  data: { id: newId("env"), slug: environment, name: environment, position: 1 },
  select: { id: true },
});

/** An API with `v1` and a draft of `v2` that nobody was ever served, and people around it. */
async function drafted(policy?: UnboundPolicy) {
  const first = await makePublishable(database);
  const { apiId } = await db.version.findUniqueOrThrow({
    where: { id: first.versionId },
    select: { apiId: true },
  });
  const { id } = await makeVersion(db, { apiId, name: "v2", ...(policy ? { policy } : {}) });
  const { slug } = first.at;
  const owner = ctx(await makeUser(db, { teams: { [first.teamId]: "owner" } }));
  return { id, first, owner, maintainer: first.ctx, at: { slug, version: "v2" } };
}

const GOLD = { name: "Gold", description: "", approval: "manual", rate: null, quota: null } as const;

type Drafted = Awaited<ReturnType<typeof drafted>>;

const codesOf = async ({ owner, at }: Drafted) =>
  (await getDeletion(owner, at)).obstacles.map(({ code }) => code);
const isThere = async ({ id }: Drafted) => (await db.version.count({ where: { id } })) === 1;

/** What is said to stand in the way, what whoever tries it all the same is told, and whether it is still there. */
async function attempt(version: Drafted) {
  const codes = await codesOf(version);
  const refusal: unknown = await deleteVersion(version.owner, version.at).catch((error: unknown) => error);
  return { codes, refusal, isThere: await isThere(version) };
}

const heldBy = (code: string, words: string) => ({
  codes: [code],
  refusal: {
    code: "conflict",
    message: expect.stringContaining(words) as string,
    details: { obstacles: [{ code }] },
  },
  isThere: true,
});

const chainOf = ({ at }: Drafted): UnboundPolicy => ({
  apiVersion: "fallback/v1",
  id: "p",
  chain: [
    { id: "other", kind: "api", apiId: at.slug, version: at.version, entry: "full_policy" },
    { id: "sorry", kind: "static", status: 503 },
  ],
});

describe("deleting a version that was never published", () => {
  it("takes it away with its plans and finished reviews, and leaves a trail", async () => {
    const version = await drafted();
    const { id, owner, maintainer, at } = version;
    await createPlan(maintainer, at, GOLD);
    const review = await submitReview(maintainer, at, {
      environments: [environment],
      summary: "All of it.",
      draftEtag: 1,
      publish: "by_hand",
    });
    expect(await attempt(version)).toMatchObject(heldBy("open_review", "Review 1"));
    await withdrawReview(maintainer, review.id);
    expect(await getDeletion(owner, at)).toEqual({
      obstacles: [],
      operations: 1,
      plans: 1,
      reviews: 1,
      waivers: 0,
    });
    await deleteVersion(owner, at);
    expect(await isThere(version)).toBe(false);
    expect(await db.plan.count({ where: { versionId: id } })).toBe(0);
    const entries = await db.auditEntry.findMany({ where: { objectId: id, action: "version.delete" } });
    expect(entries).toMatchObject([
      {
        actorId: owner.actor.id,
        before: { api: at.slug, version: "v2", operations: 1, plans: 1, reviews: 1 },
      },
    ]);
    await expect(deleteVersion(owner, at)).rejects.toMatchObject({ code: "not_found" });
  });

  it.each(STAGES.filter((stage) => stage !== "design"))("is refused when it is %s", async (stage) => {
    const version = await drafted();
    await db.version.update({ where: { id: version.id }, data: { stage } });
    expect(await attempt(version)).toMatchObject(
      heldBy("was_published", stage === "retired" ? "retired" : "published"),
    );
  });

  // Nobody subscribes to what is not published: should that ever change, nobody's subscription goes unasked.
  it.each(["pending", "active", "suspended"] as const)(
    "is refused while a subscription to it is %s",
    async (state) => {
      const version = await drafted();
      const plan = await createPlan(version.maintainer, version.at, GOLD);
      const team = await makeTeam(db);
      const application = await createApplication(
        ctx(await makeUser(db, { teams: { [team.id]: "owner" } })),
        { slug: `app-${newId("x").slice(-8)}`, team: team.slug, name: "Till", description: "" },
      );
      const { id: applicationId } = await db.application.findFirstOrThrow({
        where: { slug: application.slug },
        select: { id: true },
      });
      const subscription = { applicationId, environmentId, versionId: version.id, planId: plan.id, state };
      await db.subscription.create({
        data: { id: newId("sub"), ...subscription, requestedById: "u", requestedByName: "U" },
      });
      expect(await attempt(version)).toMatchObject(heldBy("subscribed", "An application is subscribed"));
    },
  );

  it("is refused while a chain of another API names it, which is not named to who may not see it", async () => {
    const version = await drafted();
    const outer = await makePublishable(database, chainOf(version));
    expect(await attempt(version)).toMatchObject(heldBy("in_a_chain", `${outer.at.slug} v1`));
    await db.api.update({ where: { slug: outer.at.slug }, data: { visibility: "private" } });
    const [obstacle] = (await getDeletion(version.owner, version.at)).obstacles;
    expect(obstacle?.message).toContain("chain of 1 more");
    expect(obstacle?.message).not.toContain(outer.at.slug);
    await db.version.update({ where: { id: outer.versionId }, data: { policy: {} } });
    await deleteVersion(version.owner, version.at);
  });

  it("is refused while callers of another version are told to move to it", async () => {
    const version = await drafted();
    await db.version.update({ where: { id: version.first.versionId }, data: { successorId: version.id } });
    expect(await attempt(version)).toMatchObject(heldBy("successor", `${version.at.slug} v1`));
  });

  it("leaves an API its last version, also when two are deleted at once", async () => {
    const version = await drafted();
    const [one, other] = await Promise.allSettled([
      deleteVersion(version.owner, version.at),
      deleteVersion(version.owner, version.first.at),
    ]);
    expect([one.status, other.status].sort()).toEqual(["fulfilled", "rejected"]);
    expect((one.status === "rejected" ? one : other) as PromiseRejectedResult).toMatchObject({
      reason: { code: "conflict", details: { obstacles: [{ code: "only_version" }] } },
    });
    expect(await db.version.count({ where: { api: { slug: version.at.slug } } })).toBe(1);
  });

  it("is for owners of its team and administrators alone", async () => {
    const version = await drafted();
    const { first, at } = version;
    const team = (role: "maintainer" | "viewer") => makeUser(db, { teams: { [first.teamId]: role } });
    const refused: [Actor, string][] = [
      [await team("maintainer"), "forbidden"],
      [await team("viewer"), "forbidden"],
      [await makeUser(db, { role: "governance" }), "forbidden"],
      [await makeUser(db), "forbidden"],
    ];
    await db.api.update({ where: { slug: at.slug }, data: { visibility: "public" } });
    for (const [actor, code] of refused) {
      await expect(deleteVersion(ctx(actor), at)).rejects.toMatchObject({ code });
      await expect(getDeletion(ctx(actor), at)).rejects.toMatchObject({ code });
    }
    await db.api.update({ where: { slug: at.slug }, data: { visibility: "private" } });
    const stranger = ctx(await makeUser(db, { teams: { [(await makeTeam(db)).id]: "owner" } }));
    await expect(deleteVersion(stranger, at)).rejects.toMatchObject({ code: "not_found" });
    await expect(getDeletion(stranger, at)).rejects.toMatchObject({ code: "not_found" });
    expect(await isThere(version)).toBe(true);
    await deleteVersion(ctx(await makeUser(db, { role: "admin" })), at);
  });
});
