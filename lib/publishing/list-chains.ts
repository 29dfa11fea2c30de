import type { Ctx } from "#lib/db";
import type { ChainEntry } from "./pending.ts";
import { findVersion } from "./find-version.ts";
import type { ServedChain, VersionParams } from "./schema.ts";

/** The chain of a version as it is served in each environment, by ids and kinds alone: what naming it in a chain brings. */
export async function listChains(ctx: Ctx, at: VersionParams): Promise<ServedChain[]> {
  const version = await findVersion(ctx, at);
  const rows = await ctx.db.$queryRaw<
    { environment: string; revision: number | null; targets: ChainEntry[] }[]
  >`
    SELECT e."slug" AS "environment", r."number" AS "revision",
      CASE WHEN r."id" IS NULL THEN '[]' ELSE COALESCE(d."writtenChain", '[]') END AS "targets"
    FROM "Environment" e
    LEFT JOIN "Deployment" d ON d."environmentId" = e."id" AND d."versionId" = ${version.id}
    LEFT JOIN "Publication" p ON p."id" = d."writtenPublicationId"
    LEFT JOIN "Revision" r ON r."id" = p."revisionId"
    ORDER BY e."position", e."id" LIMIT 100`;
  return rows.map(({ targets, ...row }) => ({
    ...row,
    targets: targets.map(({ id, kind }) => ({ id, kind })),
  }));
}
