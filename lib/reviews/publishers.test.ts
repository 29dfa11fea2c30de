import { describe, expect, it } from "vitest";
import type { Ctx } from "#lib/db";
import { newId } from "#lib/ids";
import {
  getPublication,
  listPublications,
  listRevisions,
  promote,
  publish,
  rollBack,
  type VersionParams,
} from "#lib/publishing";
import { makeUser, testDatabase } from "#lib/testing";
import { decideReview, getReview, publishDueReviews, scheduleReview, submitReview } from "./index.ts";
import { later, makeReviewed, submission } from "./test-rows.ts";

const database = await testDatabase();
const { db } = database;
const system = database.ctx({ kind: "system", id: "worker", name: "Worker" });
const approve = { decision: "approve", round: 1, note: "" } as const;
const toProduction = { action: "publish", environment: "production", note: "", draftEtag: 1 } as const;
const page = { page: 1, size: 20, dir: "desc", q: "" } as const;

/** The people of a reviewed version, each by a name of their own. */
async function makePeople() {
  const made = await makeReviewed(database);
  const named = async (ctx: Ctx, name: string): Promise<Ctx> => {
    await db.user.update({ where: { id: ctx.actor.id }, data: { name } });
    return { ...ctx, actor: { ...ctx.actor, name } };
  };
  return {
    ...made,
    ada: await named(made.ctx, "Ada"),
    bob: await named(made.colleague, "Bob"),
    grace: await named(made.governance, "Grace"),
    root: await named(made.admin, "Root"),
  };
}

/** What is told of the latest publication, of its revision, and in the audit. */
async function told(reader: Ctx, at: VersionParams) {
  const [publication] = (await listPublications(reader, at, { ...page, sort: "requestedAt" })).items;
  const one = await getPublication(reader, { ...at, id: publication?.id ?? "" });
  expect(one).toMatchObject({ requestedBy: publication?.requestedBy, approvedBy: publication?.approvedBy });
  const [revision] = (await listRevisions(reader, at, { ...page, sort: "number" })).items;
  const entry = await db.auditEntry.findFirstOrThrow({
    where: { after: { path: ["publicationId"], equals: one.id } },
    orderBy: { id: "desc" },
  });
  const { by, approvedBy } = revision?.wentLive[0] ?? {};
  return {
    ...one,
    revision: { createdBy: revision?.createdBy, by, approvedBy },
    audit: { actor: entry.actorName, ...(entry.after as object) } as Record<string, unknown>,
  };
}

describe("who published, and who approved it, is told", () => {
  it("of what somebody else than the submitter publishes from its review", async () => {
    const { ada, bob, grace, at } = await makePeople();
    const { id } = await submitReview(ada, at, submission());
    await decideReview(grace, id, approve);
    expect(await scheduleReview(bob, id, { publish: "now" })).toMatchObject({ state: "published" });
    expect(await told(ada, at)).toMatchObject({
      road: "draft",
      requestedBy: "Bob",
      approvedBy: ["Grace"],
      revision: { createdBy: "Bob", by: "Bob", approvedBy: ["Grace"] },
      audit: { actor: "Bob", road: "draft", grounds: "approved", reviewId: id, approvedBy: ["Grace"] },
    });
  });

  it("of what the product publishes on an approval, as the submitter or the reviewer chose", async () => {
    for (const chooser of ["ada", "grace"] as const) {
      const { ada, grace, at } = await makePeople();
      const name = { ada: "Ada", grace: "Grace" }[chooser];
      const asked = chooser === "ada" ? "on_approval" : "by_hand";
      const { id } = await submitReview(ada, at, submission({ publish: asked }));
      const decided = await decideReview(grace, id, { ...approve, publish: "on_approval" });
      expect(decided).toMatchObject({ state: "published" });
      const askedById = { ada, grace }[chooser].actor.id;
      expect(await told(ada, at)).toMatchObject({
        road: "approval",
        requestedBy: name,
        approvedBy: ["Grace"],
        revision: { createdBy: name, by: name },
        audit: { actor: "Reviews", road: "approval", askedById, approvedBy: ["Grace"] },
      });
    }
  });

  it("of what is published at the time that somebody chose", async () => {
    const { ada, bob, grace, at } = await makePeople();
    const { id } = await submitReview(ada, at, submission());
    await decideReview(grace, id, approve);
    await scheduleReview(bob, id, { publish: later(bob, 1).now.toISOString() });
    expect(await publishDueReviews(later(system, 2))).toMatchObject({ failed: 0 });
    expect(await told(ada, at)).toMatchObject({
      road: "schedule",
      requestedBy: "Bob",
      approvedBy: ["Grace"],
      revision: { by: "Bob" },
      audit: { actor: "Reviews", road: "schedule", askedById: bob.actor.id, approvedBy: ["Grace"] },
    });
  });

  it("of what is published by hand, brought back and promoted, as often as the approval carries", async () => {
    const { ada, bob, grace, root, at, edit } = await makePeople();
    const slug = `env-${newId("x").slice(-6)}`;
    await db.environment.create({ data: { id: newId("env"), slug, name: slug, position: 2 } });
    const { id } = await submitReview(ada, at, submission());
    await decideReview(grace, id, approve);
    await publish(bob, at, toProduction);
    expect(await told(ada, at)).toMatchObject({ requestedBy: "Bob", approvedBy: ["Grace"], reviewId: id });
    await promote(ada, at, { action: "promote", environment: slug, revision: 1, replaces: null });
    expect(await told(bob, at)).toMatchObject({
      requestedBy: "Ada",
      approvedBy: [],
      grounds: "not_required",
    });

    const draftEtag = await edit();
    const breakGlass = { reason: "The checkout is down, and this mends it." };
    await publish(root, at, { ...toProduction, draftEtag, breakGlass });
    const broken = await told(ada, at);
    expect(broken).toMatchObject({ requestedBy: "Root", grounds: "break_glass", approvedBy: [] });
    await decideReview(grace, broken.reviewId ?? "", approve);
    expect(await told(ada, at)).toMatchObject({ requestedBy: "Root", approvedBy: ["Grace"] });

    const back = { action: "roll_back", environment: "production", revision: 1, replaces: 2 } as const;
    await rollBack(bob, at, { ...back, note: "" });
    expect(await told(ada, at)).toMatchObject({
      road: "roll_back",
      requestedBy: "Bob",
      approvedBy: ["Grace"],
      reviewId: id,
      audit: { actor: "Bob", road: "roll_back", approvedBy: ["Grace"] },
    });
  });
});

describe("whoever sees the API but not its reviews", () => {
  it("is told that it was approved, and neither led to the review nor told by whom", async () => {
    const { ada, grace, viewer, stranger, at } = await makePeople();
    const { id } = await submitReview(ada, at, submission({ publish: "on_approval" }));
    await decideReview(grace, id, approve);
    const onCall = database.ctx({ ...(await makeUser(db)), onCall: true });
    for (const reader of [stranger, onCall]) {
      const seen = await told(reader, at);
      expect(seen).toMatchObject({ grounds: "approved", reviewId: null, reviewNumber: 1, approvedBy: [] });
      expect(seen.revision.approvedBy).toEqual([]);
      await expect(getReview(reader, id)).rejects.toMatchObject({ code: "not_found" });
    }
    for (const reader of [viewer, ada, grace])
      expect(await told(reader, at)).toMatchObject({ reviewId: id, reviewNumber: 1, approvedBy: ["Grace"] });
  });
});
