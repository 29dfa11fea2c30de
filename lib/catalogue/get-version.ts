import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { findVersion } from "./find.ts";
import { liveEnvironments } from "./live-environments.ts";
import type { VersionDetail, VersionParams } from "./schema.ts";
import { toVersionSummary, VERSION_SUMMARY } from "./version-summary.ts";

/** One version. Throws `not_found` for one the actor may not see. */
export async function getVersion(ctx: Ctx, at: VersionParams): Promise<VersionDetail> {
  const { id, api } = await findVersion(ctx, at);
  const [row, live] = await Promise.all([
    ctx.db.version.findUniqueOrThrow({
      where: { id },
      select: { ...VERSION_SUMMARY, documentDigest: true, draftEtag: true },
    }),
    liveEnvironments(ctx.db, [api.id]),
  ]);
  return {
    ...toVersionSummary(row, live),
    api: { slug: api.slug, name: api.name, tier: api.tier, team: api.team },
    documentDigest: row.documentDigest,
    draftEtag: row.draftEtag,
    mayUpdate: may(ctx.actor, "version.update", api),
    mayPublish: may(ctx.actor, "version.publish", api),
  };
}
