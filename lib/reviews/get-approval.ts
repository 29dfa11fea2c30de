import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { UNFINISHED_REVIEW_STATES } from "#lib/lifecycle";
import { draftDigest, findGrounds, readDraft } from "#lib/publishing";
import { findReviewed } from "./find-reviewed.ts";
import type { ReviewedVersion, VersionApproval } from "./schema.ts";

/** Whether the draft may be published as it is, per environment, and how its review stands. For those who see the API. */
export async function getApproval(ctx: Ctx, at: ReviewedVersion): Promise<VersionApproval> {
  const { id: versionId, api } = await findReviewed(ctx, at, "api.read");
  const [draft, environments, unfinished] = await Promise.all([
    ctx.db.$transaction((tx) => readDraft(tx, versionId, "look")),
    ctx.db.environment.findMany({
      orderBy: { position: "asc" },
      take: 100,
      select: { id: true, slug: true },
    }),
    ctx.db.review.findFirst({
      where: { versionId, kind: "before", state: { in: [...UNFINISHED_REVIEW_STATES] } },
      select: { id: true, number: true, state: true, digest: true },
    }),
  ]);
  const digest = draftDigest(draft);
  const asked = { versionId, apiId: api.id, digest, documentDigest: draft.documentDigest };
  const each: VersionApproval["environments"] = [];
  for (const environment of environments) {
    const found = await findGrounds(ctx.db, { ...asked, environment });
    const isAllowed = found.grounds !== undefined;
    each.push({ environment: environment.slug, isAllowed, needs: isAllowed ? [] : found.needs });
  }
  const isInsider = may(ctx.actor, "review.read", api);
  return {
    environments: each,
    review: isInsider && unfinished ? { ...unfinished, isCurrent: unfinished.digest === digest } : null,
    unreviewed: isInsider ? await readUnreviewed(ctx, versionId) : [],
    mayBreakGlass: may(ctx.actor, "version.break_glass"),
    maySubmit: may(ctx.actor, "review.submit", api),
  };
}

/** What was published without an approval, and nobody has judged yet. */
async function readUnreviewed(ctx: Ctx, versionId: string): Promise<VersionApproval["unreviewed"]> {
  const rows = await ctx.db.review.findMany({
    where: { versionId, kind: "after", state: "open" },
    orderBy: [{ submittedAt: "desc" }, { id: "desc" }],
    take: 10,
    select: { id: true, environments: true, submittedByName: true, summary: true, submittedAt: true },
  });
  return rows.map(({ id, environments, submittedByName: by, summary: reason, submittedAt }) => ({
    id,
    environment: environments.join(", "),
    by,
    reason,
    at: submittedAt.toISOString(),
  }));
}
