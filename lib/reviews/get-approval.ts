import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { draftDigest, findGrounds, readDraft } from "#lib/publishing";
import type { ReviewedVersion, VersionApproval } from "./schema.ts";

/** Whether the draft may be published as it is, per environment, and how its review stands. For those who see the API. */
export async function getApproval(ctx: Ctx, at: ReviewedVersion): Promise<VersionApproval> {
  const api = { id: true, teamId: true, visibility: true, grantedTeamIds: true } as const;
  const version = await ctx.db.version.findFirst({
    where: { name: at.version, api: { slug: at.slug } },
    select: { id: true, api: { select: api } },
  });
  if (!version || !may(ctx.actor, "api.read", version.api))
    throw new AppError(
      "not_found",
      `There is no version ${at.version} of an API ${at.slug} that you can see.`,
    );
  const [draft, environments, unfinished, after] = await Promise.all([
    ctx.db.$transaction((tx) => readDraft(tx, version.id, "look")),
    ctx.db.environment.findMany({
      orderBy: { position: "asc" },
      take: 100,
      select: { id: true, slug: true },
    }),
    ctx.db.review.findFirst({
      where: {
        versionId: version.id,
        kind: "before",
        state: { in: ["open", "changes_requested", "approved"] },
      },
      select: { id: true, number: true, state: true, digest: true },
    }),
    ctx.db.review.findMany({
      where: { versionId: version.id, kind: "after", state: "open" },
      orderBy: { submittedAt: "desc" },
      take: 10,
      select: { id: true, environments: true, submittedByName: true, summary: true, submittedAt: true },
    }),
  ]);
  const digest = draftDigest(draft);
  const asked = {
    versionId: version.id,
    apiId: version.api.id,
    digest,
    documentDigest: draft.documentDigest,
  };
  const each: VersionApproval["environments"] = [];
  for (const environment of environments) {
    const found = await findGrounds(ctx.db, { ...asked, environment });
    const isAllowed = found.grounds !== undefined;
    each.push({ environment: environment.slug, isAllowed, needs: isAllowed ? [] : found.needs });
  }
  const isInsider = may(ctx.actor, "review.read", version.api);
  return {
    environments: each,
    review: unfinished && {
      id: unfinished.id,
      number: unfinished.number,
      state: unfinished.state,
      isCurrent: unfinished.digest === digest,
    },
    unreviewed: isInsider
      ? after.map(({ id, environments: slugs, submittedByName: by, summary: reason, submittedAt }) => ({
          id,
          environment: slugs.join(", "),
          by,
          reason,
          at: submittedAt.toISOString(),
        }))
      : [],
    mayBreakGlass: may(ctx.actor, "version.break_glass"),
    maySubmit: may(ctx.actor, "review.submit", version.api),
  };
}
