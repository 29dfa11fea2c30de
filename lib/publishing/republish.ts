import type { Tx } from "#lib/db";
import { want } from "./want.ts";

interface Republished {
  versionId: string;
  /** What changed about it besides its content. */
  cause: string;
  requestedById: string;
  requestedAt: Date;
}

/**
 * Has a version's documents written again wherever it is served, from the same revisions: what is said about it beside its
 * content is other now. The version must be locked. Returns the publications by environment.
 */
export async function republish(
  tx: Tx,
  { versionId, cause, requestedById, requestedAt }: Republished,
): Promise<{ environment: string; publicationId: string }[]> {
  const served = await tx.deployment.findMany({
    where: { versionId, wantedRevisionId: { not: null } },
    orderBy: { environmentId: "asc" },
    take: 100,
    select: { wantedRevisionId: true, environment: { select: { id: true, slug: true } } },
  });
  const publications: { environment: string; publicationId: string }[] = [];
  for (const { wantedRevisionId: revisionId, environment } of served) {
    const asked = {
      action: "publish",
      versionId,
      revisionId,
      requestedById,
      requestedAt,
      cause,
      grounds: "carried_on",
    } as const;
    const publicationId = await want(tx, { ...asked, environment });
    publications.push({ environment: environment.slug, publicationId });
  }
  return publications;
}
