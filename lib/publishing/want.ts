import {
  wakeWorker,
  type PublicationAction,
  type PublicationGrounds,
  type PublicationRoad,
  type Tx,
} from "#lib/db";
import { newId } from "#lib/ids";
import type { ReliedOn } from "./rule-gate.ts";

interface Wanted {
  action: PublicationAction;
  versionId: string;
  environment: { id: string; slug: string };
  revisionId: string | null;
  requestedById: string;
  requestedAt: Date;
  /** Why, where nobody asked for it. */
  cause?: string;
  /** Absent: nothing new goes live. */
  road?: PublicationRoad;
  promotedFrom?: string[];
  /** What allows it. */
  grounds: PublicationGrounds;
  reviewId?: string | undefined;
  waivers?: readonly ReliedOn[];
}

/**
 * Records what should be live from now on. Earlier publications of the same version and environment that are not
 * written yet are superseded: only the newest is. The version must be locked. Returns the publication's id.
 */
export async function want(tx: Tx, wanted: Wanted): Promise<string> {
  const { action, versionId, revisionId, requestedById, requestedAt, cause = "", grounds } = wanted;
  const { road = null, promotedFrom = [], reviewId = null, waivers = [] } = wanted;
  const environmentId = wanted.environment.id;
  const id = newId("pub");
  await tx.publication.updateMany({
    where: { versionId, environmentId, state: { in: ["saved", "compiled", "failed"] } },
    data: { state: "superseded" },
  });
  await tx.publication.create({
    data: {
      id,
      versionId,
      environmentId,
      revisionId,
      action,
      requestedById,
      requestedAt,
      cause,
      road,
      promotedFrom,
      grounds,
      reviewId,
    },
  });
  if (waivers.length > 0)
    await tx.publicationWaiver.createMany({
      data: waivers.map(({ id: waiverId, rule, until }) => ({
        id: newId("pwv"),
        publicationId: id,
        waiverId,
        rule,
        until,
      })),
    });
  const next = {
    wantedRevisionId: revisionId,
    wantedPublicationId: id,
    pending: true,
    attempts: 0,
    lastError: null,
    nextAttemptAt: null,
  };
  await tx.deployment.upsert({
    where: { versionId_environmentId: { versionId, environmentId } },
    create: { versionId, environmentId, ...next },
    update: next,
  });
  await wakeWorker(tx, wanted.environment.slug);
  return id;
}
