import { enqueue, type Prisma, type Tx } from "#lib/db";
import { newId } from "#lib/ids";
import { DESCRIBE_TASK } from "./describe-revisions.ts";
import { draftDigest, type HeldVersion, type KeptContent } from "./draft.ts";

export interface NextRevision {
  /** Present when there is a revision that holds exactly this content. */
  id: string | undefined;
  number: number;
  digest: string;
}

/** The revision that content is, when the newest holds it, or would become. */
export async function nextRevision(tx: Tx, versionId: string, content: KeptContent): Promise<NextRevision> {
  const digest = draftDigest(content);
  const newest = await readNewest(tx, versionId);
  if (newest?.digest === digest) return { id: newest.id, number: newest.number, digest };
  return { id: undefined, number: (newest?.number ?? 0) + 1, digest };
}

/** Of the version's revisions; 0 while it has none. */
export async function newestNumber(tx: Tx, versionId: string): Promise<number> {
  return (await readNewest(tx, versionId))?.number ?? 0;
}

function readNewest(tx: Tx, versionId: string) {
  return tx.revision.findFirst({
    where: { versionId },
    orderBy: { number: "desc" },
    select: { id: true, number: true, digest: true },
  });
}

interface NewRevision {
  versionId: string;
  content: KeptContent;
  next: NextRevision;
  note: string;
  /** The revision whose content is brought back. */
  rollsBackTo?: number | undefined;
  createdById: string;
  held: HeldVersion;
}

/** Freezes content, unless there is a revision of it. The version must be locked. Returns the revision's id. */
export async function takeRevision(
  tx: Tx,
  { versionId, content, next, note, rollsBackTo, createdById, held }: NewRevision,
): Promise<string> {
  if (next.id !== undefined) return next.id;
  const id = newId("rev");
  await tx.revision.create({
    data: {
      id,
      versionId,
      number: next.number,
      digest: next.digest,
      documentText: content.documentText,
      documentDigest: content.documentDigest,
      routes: content.routes as Prisma.InputJsonValue,
      policy: content.policy as Prisma.InputJsonValue,
      bindings: content.bindings as Prisma.InputJsonValue,
      ...(content.access ? { access: content.access as Prisma.InputJsonValue } : {}),
      operations: content.operations as Prisma.InputJsonValue,
      ...(rollsBackTo === undefined ? {} : { rollsBackTo }),
      note,
      createdById,
      createdAt: held.requestedAt,
    },
  });
  if (next.number > 1) await enqueue(tx, { task: DESCRIBE_TASK, payload: {}, key: DESCRIBE_TASK });
  return id;
}
