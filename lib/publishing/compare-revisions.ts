import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { diffDocuments } from "#lib/routing";
import { findVersion } from "./find-version.ts";
import { maskSecrets } from "./mask-secrets.ts";
import type { CompareRevisions, RevisionComparison, VersionParams } from "./schema.ts";

/** What changed between two revisions. Bindings (addresses, secrets masked) only for those who may edit the version. */
export async function compareRevisions(
  ctx: Ctx,
  at: VersionParams,
  { from, to }: CompareRevisions,
): Promise<RevisionComparison> {
  const version = await findVersion(ctx, at);
  const rows = await ctx.db.revision.findMany({
    where: { versionId: version.id, number: { in: [from, to] } },
    select: { number: true, routes: true, policy: true, bindings: true, access: true, documentText: true },
  });
  const seesBindings = may(ctx.actor, "version.update", version.api);
  const content = (number: number) => {
    const row = rows.find((one) => one.number === number);
    if (!row) throw new AppError("not_found", `There is no revision ${number} of ${at.slug} ${at.version}.`);
    const { routes, policy, access, documentText } = row;
    return {
      document: documentText,
      routes,
      policy,
      ...(access ? { access } : {}),
      ...(seesBindings ? { bindings: maskSecrets(row.bindings) } : {}),
    };
  };
  return { from, to, changes: diffDocuments(content(from), content(to)) };
}
