import { describe, expect, it } from "vitest";
import { publish } from "#lib/publishing";
import { testDatabase } from "#lib/testing";
import {
  commentReview,
  decideReview,
  getApproval,
  getReview,
  listReviews,
  resolveComment,
  resubmitReview,
  ReviewList,
  scheduleReview,
  submitReview,
  withdrawReview,
} from "./index.ts";
import { makeReviewed, submission } from "./test-rows.ts";

const database = await testDatabase();
const { db } = database;
const query = ReviewList.api.parse({});
const toProduction = { action: "publish", environment: "production", note: "", draftEtag: 1 } as const;
const approve = { decision: "approve", round: 1, note: "" } as const;
const told = async (userId: string) =>
  (
    await db.notification.findMany({
      where: { userId },
      orderBy: { eventId: "asc" },
      select: { event: { select: { kind: true } } },
    })
  ).map(({ event }) => event.kind);

describe("a review", () => {
  it("shows what publishing does, and lets the approved content alone be published", async () => {
    const { ctx, at, governance, edit, versionId } = await makeReviewed(database);
    await expect(publish(ctx, at, toProduction)).rejects.toMatchObject({
      code: "conflict",
      details: { needs: [{ by: "governance", approvals: 1, environment: "production" }] },
    });
    const review = await submitReview(ctx, at, submission());
    expect(review).toMatchObject({
      number: 1,
      state: "open",
      isCurrent: true,
      moves: ["resubmit", "comment", "withdraw"],
      missingApprovals: [{ by: "governance", approvals: 1 }],
      consequences: {
        comparedWith: null,
        environments: [{ environment: "production", replaces: null, routing: { total: 1 } }],
      },
    });
    expect(await told(governance.actor.id)).toEqual(["review.submitted"]);
    const approved = await decideReview(governance, review.id, { ...approve, note: "Fine." });
    expect(approved).toMatchObject({
      state: "approved",
      missingApprovals: [],
      decisions: [{ note: "Fine." }],
    });
    expect(await told(ctx.actor.id)).toEqual(["review.approved"]);
    const { grounds, reviewId } = await publish(ctx, at, toProduction);
    expect({ grounds, reviewId }).toEqual({ grounds: "approved", reviewId: review.id });
    expect(await getReview(ctx, review.id)).toMatchObject({ state: "published", publications: [{}] });
    await edit();
    await expect(publish(ctx, at, { ...toProduction, draftEtag: 2 })).rejects.toMatchObject({
      code: "conflict",
    });
    const audited = await db.auditEntry.findMany({
      where: { objectId: review.id },
      orderBy: { id: "asc" },
      select: { action: true },
    });
    expect(audited.map(({ action }) => action)).toEqual(["review.submit", "review.approve"]);
    expect(await db.revision.count({ where: { versionId } })).toBe(1);
  });

  it("is sent back, submitted again, and approved in its new round", async () => {
    const { ctx, at, governance, edit } = await makeReviewed(database);
    const { id } = await submitReview(ctx, at, submission());
    const sentBack = { decision: "request_changes", round: 1, note: "Name the items." } as const;
    expect(await decideReview(governance, id, sentBack)).toMatchObject({ state: "changes_requested" });
    expect(await told(ctx.actor.id)).toEqual(["review.changes_requested"]);
    await expect(decideReview(governance, id, approve)).rejects.toMatchObject({ code: "conflict" });
    const draftEtag = await edit();
    expect(await getReview(ctx, id)).toMatchObject({ isCurrent: false });
    await expect(resubmitReview(ctx, id, submission())).rejects.toMatchObject({ code: "stale" });
    const again = await resubmitReview(ctx, id, submission({ draftEtag, summary: "Names them." }));
    expect(again).toMatchObject({ state: "open", round: 2, isCurrent: true, summary: "Names them." });
    await expect(decideReview(governance, id, approve)).rejects.toMatchObject({ code: "stale" });
    expect(await decideReview(governance, id, { ...approve, round: 2 })).toMatchObject({ state: "approved" });
  });

  it("is voided by an edit: neither approved nor published then", async () => {
    const { ctx, at, governance, edit } = await makeReviewed(database);
    const { id } = await submitReview(ctx, at, submission());
    const draftEtag = await edit();
    await expect(decideReview(governance, id, approve)).rejects.toMatchObject({ code: "stale" });
    await resubmitReview(ctx, id, submission({ draftEtag }));
    await decideReview(governance, id, { ...approve, round: 2 });
    const edited = await edit();
    expect(await getReview(ctx, id)).toMatchObject({ state: "approved", isCurrent: false });
    const run = publish(ctx, at, { ...toProduction, draftEtag: edited });
    await expect(run).rejects.toMatchObject({ code: "conflict" });
  });

  it("is never decided by its author, nor by whoever edited last, nor by whom no rule asks", async () => {
    const { ctx, at, colleague, governance, admin } = await makeReviewed(database, { by: "either" });
    await db.auditEntry.create({
      data: {
        at: new Date(),
        actorKind: "user",
        actorId: governance.actor.id,
        actorName: "G",
        action: "version.update",
        objectKind: "version",
        objectId: (await db.version.findFirstOrThrow({ where: { api: { slug: at.slug } } })).id,
      },
    });
    const { id } = await submitReview(ctx, at, submission());
    for (const author of [ctx, governance])
      await expect(decideReview(author, id, approve)).rejects.toMatchObject({
        code: "forbidden",
        message: expect.stringContaining("own work"),
      });
    expect(await getReview(governance, id)).toMatchObject({ waitsForMe: false });
    expect(await getReview(admin, id)).toMatchObject({ waitsForMe: true });
    expect(await decideReview(colleague, id, approve)).toMatchObject({ state: "approved" });
    const asksGovernance = await makeReviewed(database);
    const other = await submitReview(asksGovernance.ctx, asksGovernance.at, submission());
    const run = decideReview(asksGovernance.colleague, other.id, approve);
    await expect(run).rejects.toMatchObject({ code: "forbidden" });
  });

  it("needs as many approvals as its rule says, of different people", async () => {
    const { ctx, at, governance, admin } = await makeReviewed(database, { by: "governance", approvals: 2 });
    const { id } = await submitReview(ctx, at, submission());
    expect(await decideReview(governance, id, approve)).toMatchObject({ state: "open" });
    const twice = await decideReview(governance, id, approve);
    expect(twice).toMatchObject({ state: "open", missingApprovals: [{ approvals: 1 }] });
    expect(await decideReview(admin, id, approve)).toMatchObject({ state: "approved" });
  });

  it("is one at a time, can be withdrawn and rejected, and then asked for anew", async () => {
    const { ctx, at, governance } = await makeReviewed(database);
    const first = await submitReview(ctx, at, submission());
    await expect(submitReview(ctx, at, submission())).rejects.toMatchObject({ code: "conflict" });
    expect(await withdrawReview(ctx, first.id)).toMatchObject({ state: "withdrawn", moves: [] });
    await expect(withdrawReview(ctx, first.id)).rejects.toMatchObject({ code: "conflict" });
    const second = await submitReview(ctx, at, submission());
    expect(second.number).toBe(2);
    const no = { decision: "reject", round: 1, note: "Not this way." } as const;
    expect(await decideReview(governance, second.id, no)).toMatchObject({ state: "rejected" });
    expect((await submitReview(ctx, at, submission())).number).toBe(3);
  });

  it("holds comments at its items until they are resolved", async () => {
    const { ctx, at, viewer, governance } = await makeReviewed(database);
    const { id } = await submitReview(ctx, at, submission());
    const said = await commentReview(governance, id, { item: "contract", body: "Why?" });
    expect(said.comments).toMatchObject([{ item: "contract", body: "Why?", resolvedAt: null }]);
    const comment = said.comments[0]?.id ?? "";
    const done = await resolveComment(ctx, { id, comment }, { resolved: true });
    expect(done.comments).toMatchObject([{ resolvedBy: ctx.actor.name }]);
    expect((await commentReview(viewer, id, { item: "", body: "Me too." })).comments).toHaveLength(2);
    const gone = resolveComment(ctx, { id, comment: "com_none" }, { resolved: true });
    await expect(gone).rejects.toMatchObject({ code: "not_found" });
  });

  it("refuses what cannot be published, and environments that are not there", async () => {
    const { ctx, at, versionId } = await makeReviewed(database);
    const nowhere = submitReview(ctx, at, submission({ environments: ["nowhere"] }));
    await expect(nowhere).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["environments"] }] });
    const past = submitReview(ctx, at, submission({ publish: "2020-01-01T00:00:00Z" }));
    await expect(past).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["publish"] }] });
    const policy = { apiVersion: "fallback/v1", id: "default", chain: [{ id: "primary", kind: "http" }] };
    await db.version.update({ where: { id: versionId }, data: { policy } });
    await expect(submitReview(ctx, at, submission())).rejects.toMatchObject({
      code: "unprocessable",
      issues: expect.arrayContaining([
        expect.objectContaining({ path: expect.arrayContaining(["production"]) }),
      ]),
    });
  });

  it("shows what the rules have to say of it", async () => {
    const { ctx, at, teamId } = await makeReviewed(database);
    const team = await db.team.findUniqueOrThrow({ where: { id: teamId }, select: { slug: true } });
    await db.governanceRule.create({
      data: {
        id: `rule_${team.slug}`,
        name: "Has a fallback",
        kind: "fallback-present",
        params: {},
        scope: { teams: [team.slug] },
        severity: "warn",
        createdByName: "Test",
      },
    });
    const review = await submitReview(ctx, at, submission());
    expect(review.consequences.environments).toMatchObject([
      { rules: [{ rule: "Has a fallback", kind: "fallback-present", severity: "warn" }] },
    ]);
  });

  it("hides addresses from those who may only look, and all of it from others", async () => {
    const { ctx, at, viewer, stranger, governance } = await makeReviewed(database);
    const { id } = await submitReview(ctx, at, submission());
    const routing = async (asker: typeof ctx) =>
      (await getReview(asker, id)).consequences.environments[0]?.routing.changes.length;
    expect(await routing(governance)).toBe(1);
    expect(await routing(viewer)).toBe(0);
    const gone = { code: "not_found" };
    await expect(getReview(stranger, id)).rejects.toMatchObject(gone);
    await expect(decideReview(stranger, id, approve)).rejects.toMatchObject(gone);
    await expect(commentReview(stranger, id, { item: "", body: "?" })).rejects.toMatchObject(gone);
    await expect(resolveComment(stranger, { id, comment: "x" }, { resolved: true })).rejects.toMatchObject(
      gone,
    );
    await expect(withdrawReview(stranger, id)).rejects.toMatchObject(gone);
    await expect(resubmitReview(stranger, id, submission())).rejects.toMatchObject(gone);
    await expect(scheduleReview(stranger, id, { publish: "now" })).rejects.toMatchObject(gone);
    const no = { code: "forbidden" };
    await expect(submitReview(viewer, at, submission())).rejects.toMatchObject(no);
    await expect(withdrawReview(viewer, id)).rejects.toMatchObject(no);
    await expect(scheduleReview(viewer, id, { publish: "now" })).rejects.toMatchObject(no);
    await db.api.updateMany({ where: { slug: at.slug }, data: { visibility: "private" } });
    await expect(getApproval(stranger, at)).rejects.toMatchObject(gone);
    await expect(submitReview(stranger, at, submission())).rejects.toMatchObject(gone);
  });

  it("stands in the queue of whom it waits for", async () => {
    const { ctx, at, governance, stranger, viewer } = await makeReviewed(database);
    const { id } = await submitReview(ctx, at, submission());
    const mine = { ...query, waiting: "me", api: at.slug } as const;
    const ids = async (asker: typeof ctx, asked: typeof query) =>
      (await listReviews(asker, asked)).items.map((one) => one.id);
    expect(await ids(governance, mine)).toEqual([id]);
    expect(await ids(ctx, mine)).toEqual([]);
    expect(await ids(viewer, { ...query, state: "unfinished" })).toEqual([id]);
    expect(await ids(stranger, query)).toEqual([]);
    expect(await ids(ctx, { ...query, q: at.slug.slice(4), kind: "before" })).toEqual([id]);
    await decideReview(governance, id, approve);
    expect(await ids(governance, mine)).toEqual([]);
    expect(await ids(ctx, { ...query, state: "approved" })).toEqual([id]);
    const nobody = { ...ctx, actor: { kind: "anonymous", id: "anonymous", name: "Anonymous" } } as const;
    await expect(listReviews(nobody, query)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("what a version needs", () => {
  it("is told per environment, with the review that is under way", async () => {
    const { ctx, at, governance } = await makeReviewed(database);
    await db.environment.upsert({
      where: { slug: "sandbox" },
      create: { id: "env_sandbox", slug: "sandbox", name: "Sandbox", position: 0 },
      update: {},
    });
    const isAllowed = async () =>
      Object.fromEntries(
        (await getApproval(ctx, at)).environments.map((one) => [one.environment, one.isAllowed]),
      );
    expect(await isAllowed()).toEqual({ sandbox: true, production: false });
    const { id } = await submitReview(ctx, at, submission());
    expect(await getApproval(ctx, at)).toMatchObject({ review: { id, state: "open", isCurrent: true } });
    await decideReview(governance, id, approve);
    expect(await isAllowed()).toEqual({ sandbox: true, production: true });
  });
});
