import { describe, expect, it } from "vitest";
import { listRevisions, publish } from "#lib/publishing";
import { testDatabase } from "#lib/testing";
import {
  decideReview,
  escalateReviews,
  getApproval,
  getReview,
  listReviews,
  publishDueReviews,
  ReviewList,
  scheduleReview,
  submitReview,
} from "./index.ts";
import { later, makeReviewed, submission } from "./test-rows.ts";

const database = await testDatabase();
const { db } = database;
const system = database.ctx({ kind: "system", id: "worker", name: "Worker" });
const toProduction = { action: "publish", environment: "production", note: "", draftEtag: 1 } as const;
const approve = { decision: "approve", round: 1, note: "" } as const;
const reason = "The checkout is down, and this mends it.";
const events = async (kind: string, api: string) =>
  (await db.notificationEvent.findMany({ where: { kind, facts: { path: ["api"], equals: api } } })).length;

describe("publishing what is approved", () => {
  it("happens with the approval where that was asked for, for whoever submitted it", async () => {
    const { ctx, at, governance, versionId } = await makeReviewed(database);
    const { id } = await submitReview(ctx, at, submission({ publish: "on_approval" }));
    const decided = await decideReview(governance, id, approve);
    expect(decided).toMatchObject({ state: "published", publications: [{ environment: "production" }] });
    const publication = await db.publication.findFirstOrThrow({ where: { versionId } });
    expect(publication).toMatchObject({ grounds: "approved", reviewId: id, requestedById: ctx.actor.id });
    expect(
      await listRevisions(ctx, at, { page: 1, size: 20, dir: "desc", q: "", sort: "number" }),
    ).toMatchObject({
      items: [
        {
          number: 1,
          wentLive: [{ environment: "production", grounds: "approved", reviewId: id, reviewNumber: 1 }],
        },
      ],
    });
    expect(await events("review.published", at.slug)).toBe(1);
    expect(await publishDueReviews(system)).toEqual({ published: 0, failed: 0 });
    expect(await db.publication.count({ where: { versionId } })).toBe(1);
  });

  it("happens at the chosen time, by the job, once", async () => {
    const { ctx, at, governance, versionId } = await makeReviewed(database);
    const publishAt = later(ctx, 5).now.toISOString();
    const { id } = await submitReview(ctx, at, submission({ publish: publishAt }));
    expect(await decideReview(governance, id, approve)).toMatchObject({ state: "approved", publishAt });
    await publishDueReviews(later(system, 4));
    expect(await db.publication.count({ where: { versionId } })).toBe(0);
    expect(await publishDueReviews(later(system, 6))).toEqual({ published: 1, failed: 0 });
    await publishDueReviews(later(system, 7));
    expect(await db.publication.count({ where: { versionId } })).toBe(1);
    expect(await getReview(ctx, id)).toMatchObject({ state: "published", publishAt: null });
  });

  it("says at the review why it failed, tells its people, and waits for them", async () => {
    const { ctx, at, governance, edit } = await makeReviewed(database);
    const { id } = await submitReview(ctx, at, submission());
    await decideReview(governance, id, approve);
    await scheduleReview(ctx, id, { publish: later(ctx, 1).now.toISOString() });
    await edit();
    expect(await publishDueReviews(later(system, 2))).toEqual({ published: 0, failed: 1 });
    expect(await publishDueReviews(later(system, 3))).toEqual({ published: 0, failed: 0 });
    const failed = await getReview(ctx, id);
    expect(failed).toMatchObject({ state: "approved", publishAt: null });
    expect(failed.publishError).toContain("changed after it was approved");
    expect(await events("review.schedule_failed", at.slug)).toBe(1);
  });

  it("is the job's and the maintainers' to do", async () => {
    const { ctx, at, governance } = await makeReviewed(database);
    const { id } = await submitReview(ctx, at, submission());
    await expect(publishDueReviews(governance)).rejects.toMatchObject({ code: "forbidden" });
    await expect(escalateReviews(governance)).rejects.toMatchObject({ code: "forbidden" });
    await expect(scheduleReview(ctx, id, { publish: "now" })).rejects.toMatchObject({ code: "conflict" });
    await expect(scheduleReview(governance, id, { publish: "now" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await decideReview(governance, id, approve);
    expect(await scheduleReview(ctx, id, { publish: "now" })).toMatchObject({ state: "published" });
  });
});

describe("a review that is left alone", () => {
  it("is told once per submission, after the hours of its rule", async () => {
    const { ctx, at, governance } = await makeReviewed(database, { by: "governance", escalateAfterHours: 3 });
    const { id } = await submitReview(ctx, at, submission());
    await escalateReviews(later(system, 2));
    expect(await events("review.escalated", at.slug)).toBe(0);
    await escalateReviews(later(system, 4));
    await escalateReviews(later(system, 5));
    expect(await events("review.escalated", at.slug)).toBe(1);
    expect((await getReview(governance, id)).escalatedAt).not.toBeNull();
  });
});

describe("break-glass", () => {
  const breakGlass = { ...toProduction, breakGlass: { reason } };

  it("is an administrator's, publishes at once, and is judged afterwards by somebody else", async () => {
    const { ctx, at, admin, governance } = await makeReviewed(database);
    await expect(publish(ctx, at, breakGlass)).rejects.toMatchObject({ code: "forbidden" });
    await expect(publish(governance, at, breakGlass)).rejects.toMatchObject({ code: "forbidden" });
    const { grounds, reviewId } = await publish(admin, at, breakGlass);
    expect(grounds).toBe("break_glass");
    const id = reviewId ?? "";
    expect(await getApproval(ctx, at)).toMatchObject({
      unreviewed: [{ id, environment: "production", reason }],
      environments: [{ isAllowed: false }],
    });
    expect(await events("review.break_glass", at.slug)).toBe(1);
    const query = { ...ReviewList.api.parse({}), waiting: "me", kind: "after", api: at.slug } as const;
    expect((await listReviews(governance, query)).items.map((one) => one.id)).toEqual([id]);
    await expect(decideReview(admin, id, approve)).rejects.toMatchObject({ code: "forbidden" });
    expect(await decideReview(governance, id, approve)).toMatchObject({ kind: "after", state: "approved" });
    expect(await getApproval(ctx, at)).toMatchObject({ unreviewed: [], environments: [{ isAllowed: true }] });
    const audited = await db.auditEntry.findFirst({
      where: { action: "version.publish", actorId: admin.actor.id },
      select: { after: true },
    });
    expect(audited?.after).toMatchObject({ breakGlass: { reason } });
  });

  it("opens no review where nothing is missing, and helps nothing that does not compile", async () => {
    const { ctx, at, admin, governance, versionId } = await makeReviewed(database);
    const { id } = await submitReview(ctx, at, submission());
    await decideReview(governance, id, approve);
    expect(await publish(admin, at, breakGlass)).toMatchObject({ grounds: "approved", reviewId: id });
    const policy = { apiVersion: "fallback/v1", id: "default", chain: [{ id: "primary", kind: "http" }] };
    await db.version.update({ where: { id: versionId }, data: { policy } });
    await expect(publish(admin, at, breakGlass)).rejects.toMatchObject({ code: "unprocessable" });
  });
});

describe("at the same time", () => {
  const settle = async (runs: Promise<unknown>[]) =>
    (await Promise.allSettled(runs)).map((one) =>
      one.status === "fulfilled" ? "done" : String((one.reason as { code: unknown }).code),
    );

  it("two approvals: each counts once, and one of them is the last that is needed", async () => {
    const { ctx, at, governance, admin, versionId } = await makeReviewed(database);
    const { id } = await submitReview(ctx, at, submission({ publish: "on_approval" }));
    const outcomes = await settle([decideReview(governance, id, approve), decideReview(admin, id, approve)]);
    expect(new Set(outcomes)).toEqual(new Set(["conflict", "done"]));
    expect(await getReview(ctx, id)).toMatchObject({
      state: "published",
      decisions: [{ decision: "approve" }],
    });
    expect(await db.publication.count({ where: { versionId } })).toBe(1);
  });

  it("two approvals of two that are needed: the second one finishes it", async () => {
    const { ctx, at, governance, admin } = await makeReviewed(database, { by: "governance", approvals: 2 });
    const { id } = await submitReview(ctx, at, submission());
    const runs = [decideReview(governance, id, approve), decideReview(admin, id, approve)];
    expect(await settle(runs)).toEqual(["done", "done"]);
    expect(await getReview(ctx, id)).toMatchObject({ state: "approved", missingApprovals: [] });
  });

  it("an approval and an edit: what is approved is what can be published, or nothing is", async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      const { ctx, at, governance, edit } = await makeReviewed(database);
      const { id } = await submitReview(ctx, at, submission());
      const [approved] = await settle([decideReview(governance, id, approve), edit()]);
      expect(["done", "stale"]).toContain(approved);
      expect((await getReview(ctx, id)).isCurrent).toBe(false);
      const run = publish(ctx, at, { ...toProduction, draftEtag: 2 });
      await expect(run).rejects.toMatchObject({ code: "conflict" });
    }
  });

  it("an approval and a rejection: one wins, the other is a conflict", async () => {
    const { ctx, at, governance, admin } = await makeReviewed(database);
    const { id } = await submitReview(ctx, at, submission());
    const no = { decision: "reject", round: 1, note: "No." } as const;
    const outcomes = await settle([decideReview(governance, id, approve), decideReview(admin, id, no)]);
    const { state } = await getReview(ctx, id);
    // A rejection of what is approved already is allowed; an approval of what is rejected is not.
    expect(outcomes[1]).toBe("done");
    expect(state).toBe("rejected");
    expect(["done", "conflict"]).toContain(outcomes[0]);
  });

  it("two submissions: one opens the review, the other is a conflict", async () => {
    const { ctx, at, colleague, versionId } = await makeReviewed(database);
    const runs = [submitReview(ctx, at, submission()), submitReview(colleague, at, submission())];
    expect(new Set(await settle(runs))).toEqual(new Set(["conflict", "done"]));
    expect(await db.review.count({ where: { versionId } })).toBe(1);
  });
});
