import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { findVersion } from "./find.ts";
import type { VersionDetail, VersionParams } from "./schema.ts";
import { toVersionSummaries, VERSION_SUMMARY } from "./version-summary.ts";

/** One version. Throws `not_found` for one the actor may not see. */
export async function getVersion(ctx: Ctx, at: VersionParams): Promise<VersionDetail> {
  const { id, api } = await findVersion(ctx, at);
  const row = await ctx.db.version.findUnique({
    where: { id },
    select: { ...VERSION_SUMMARY, documentDigest: true, draftEtag: true },
  });
  const [summary] = row ? await toVersionSummaries(ctx.db, [row]) : [];
  if (!row || !summary) throw new AppError("not_found", `${api.name} ${at.version} is gone.`);
  return {
    ...summary,
    api: { slug: api.slug, name: api.name, tier: api.tier, team: api.team },
    documentDigest: row.documentDigest,
    draftEtag: row.draftEtag,
    mayUpdate: may(ctx.actor, "version.update", api),
    mayPublish: may(ctx.actor, "version.publish", api),
  };
}
