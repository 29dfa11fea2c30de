import type { Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { lastSave } from "./get-draft.ts";
import { readDraft, type StoredDraft } from "./read-draft.ts";

/**
 * The draft that is to be changed; whoever else would change, publish or move the version waits. Throws `stale` (with who
 * saved meanwhile) when it is not the one that `etag` names.
 */
export async function holdDraft(tx: Tx, versionId: string, etag: number): Promise<StoredDraft> {
  await tx.$queryRaw`SELECT "id" FROM "Version" WHERE "id" = ${versionId} FOR UPDATE`;
  const draft = await readDraft(tx, versionId);
  if (draft.etag !== etag) throw await staleDraft(tx, versionId, draft.etag);
  return draft;
}

async function staleDraft(tx: Tx, versionId: string, etag: number): Promise<AppError> {
  const savedBy = await lastSave(tx, versionId);
  const who = savedBy ? `${savedBy.name} saved this draft` : "This draft was saved";
  return new AppError(
    "stale",
    `${who} after you opened it. Nothing of yours was saved; compare, then save again.`,
    {
      details: { etag, ...(savedBy ? { savedBy } : {}) },
    },
  );
}
