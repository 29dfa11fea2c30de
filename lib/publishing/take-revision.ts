import { enqueue, type Prisma, type Tx } from "#lib/db";
import { newId } from "#lib/ids";
import { DESCRIBE_TASK } from "./describe-revisions.ts";
import { draftDigest, type Draft } from "./draft.ts";

interface NextRevision {
  /** Present when the newest revision holds exactly this content. */
  id: string | undefined;
  number: number;
  digest: string;
}

/** The revision a draft is, or would become. */
export async function nextRevision(tx: Tx, versionId: string, draft: Draft): Promise<NextRevision> {
  const digest = draftDigest(draft);
  const newest = await tx.revision.findFirst({
    where: { versionId },
    orderBy: { number: "desc" },
    select: { id: true, number: true, digest: true },
  });
  if (newest?.digest === digest) return { id: newest.id, number: newest.number, digest };
  return { id: undefined, number: (newest?.number ?? 0) + 1, digest };
}

interface NewRevision {
  versionId: string;
  draft: Draft;
  next: NextRevision;
  note: string;
  createdById: string;
}

/** Freezes the draft, unless the newest revision is the same. The version must be locked. Returns the revision's id. */
export async function takeRevision(
  tx: Tx,
  { versionId, draft, next, note, createdById }: NewRevision,
): Promise<string> {
  if (next.id !== undefined) return next.id;
  const id = newId("rev");
  await tx.revision.create({
    data: {
      id,
      versionId,
      number: next.number,
      digest: next.digest,
      documentText: draft.documentText,
      routes: draft.routes as Prisma.InputJsonValue,
      policy: draft.policy as Prisma.InputJsonValue,
      bindings: draft.bindings as Prisma.InputJsonValue,
      ...(draft.access ? { access: draft.access as Prisma.InputJsonValue } : {}),
      note,
      createdById,
      createdAt: draft.requestedAt,
    },
  });
  if (next.number > 1) await enqueue(tx, { task: DESCRIBE_TASK, payload: {}, key: DESCRIBE_TASK });
  return id;
}
