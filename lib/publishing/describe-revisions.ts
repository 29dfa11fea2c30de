import type { Ctx, Prisma } from "#lib/db";
import { diffDocuments } from "#lib/routing";
import { CHANGELOG_CHANGES_MAX, SERVED_PARTS } from "./changelog-schema.ts";
import { compareContracts } from "./compare-contracts.ts";

/** The job that compares revisions for the changelog; asked for by every new revision. */
export const DESCRIBE_TASK = "describe-revisions";
/** Per run; the next one does the rest. */
const REVISIONS_PER_RUN = 20;

/** Compares revisions with the ones before them, where that was not done yet, the newest first. Returns how many. */
export async function describeRevisions({ db, now }: Pick<Ctx, "db" | "now">): Promise<number> {
  const pending = await db.$queryRaw<{ id: string; previousId: string }[]>`
    SELECT r."id", p."id" AS "previousId" FROM "Revision" r
    JOIN "Revision" p ON p."versionId" = r."versionId" AND p."number" = r."number" - 1
    WHERE NOT EXISTS (SELECT 1 FROM "RevisionChange" c WHERE c."revisionId" = r."id")
    ORDER BY r."createdAt" DESC, r."id" LIMIT ${REVISIONS_PER_RUN}`;
  for (const { id, previousId } of pending) {
    const [old, current] = await Promise.all([contentOf(db, previousId), contentOf(db, id)]);
    const contract = await compareContracts(old.documentText, current.documentText, {
      at: now,
      max: CHANGELOG_CHANGES_MAX,
    });
    const served = SERVED_PARTS.filter(
      (part) => diffDocuments({ [part]: old[part] }, { [part]: current[part] }).length > 0,
    );
    const data = { revisionId: id, contract: contract as Prisma.InputJsonValue, served, describedAt: now };
    await db.revisionChange.createMany({ data: [data], skipDuplicates: true });
  }
  return pending.length;
}

function contentOf(db: Ctx["db"], id: string) {
  return db.revision.findUniqueOrThrow({
    where: { id },
    select: { documentText: true, routes: true, access: true },
  });
}
