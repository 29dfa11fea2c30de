import type { Tx } from "#lib/db";
import { AppError } from "#lib/errors";

/** The revision that is to be served in an environment, written or not. */
export interface WantedRevision {
  number: number;
  digest: string;
  /** The revision whose content it brought back. */
  rollsBackTo: number | null;
}

/** Null: nothing is to be served there. */
export async function readWanted(
  tx: Pick<Tx, "deployment">,
  versionId: string,
  environmentId: string,
): Promise<WantedRevision | null> {
  const deployment = await tx.deployment.findUnique({
    where: { versionId_environmentId: { versionId, environmentId } },
    select: { wantedRevision: { select: { number: true, digest: true, rollsBackTo: true } } },
  });
  return deployment?.wantedRevision ?? null;
}

/**
 * Throws `stale` when what is served is not what whoever publishes has seen there, and `conflict` when they do not say what
 * they have seen while the environment is rolled back: nobody undoes a roll back without knowing of it.
 */
export function refuseOvertaken(
  wanted: WantedRevision | null,
  { replaces, environment }: { replaces: number | null | undefined; environment: { slug: string } },
): void {
  const details = { replaces: wanted?.number ?? null };
  if (replaces === undefined) {
    if (wanted === null || wanted.rollsBackTo === null) return;
    const message = `${environment.slug} was rolled back to revision ${wanted.rollsBackTo}, as revision ${wanted.number}. To replace that, name it: \`replaces\`.`;
    throw new AppError("conflict", message, { details });
  }
  if (replaces === (wanted?.number ?? null)) return;
  const now = wanted ? `Revision ${wanted.number} went live in` : "It was unpublished from";
  const message = `${now} ${environment.slug} since you looked at it. Look at the new state, then decide again.`;
  throw new AppError("stale", message, { details });
}
