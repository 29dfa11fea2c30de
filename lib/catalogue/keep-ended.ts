import type { Tx } from "#lib/db";
import type { ControlsBody, CredentialBody, TombstoneBody } from "#lib/routing/schema";

/** A document that stays in the shared store although the rows it was made of go. */
export interface EndedDocument {
  environmentId: string;
  key: string;
  body: TombstoneBody | ControlsBody | CredentialBody;
}

/**
 * Keeps what the store says of something whose rows go in this transaction, so that it can be written again. It is, once, at
 * once: whoever had the store written again a moment ago asked for it of the rows.
 */
export async function keepEnded(tx: Pick<Tx, "$executeRaw">, ended: readonly EndedDocument[]): Promise<void> {
  if (ended.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "EndedDocument" AS d ("environmentId", "storeKey", "body")
    SELECT x."environmentId", x."key", x."body"
    FROM jsonb_to_recordset(${JSON.stringify(ended)}::jsonb) AS x("environmentId" text, "key" text, "body" jsonb)
    ORDER BY x."environmentId", x."key"
    ON CONFLICT ("environmentId", "storeKey") DO UPDATE
    SET "body" = excluded."body", "pending" = true, "rewrites" = d."rewrites" + 1`;
}
