import { enqueue, type Tx } from "#lib/db";
import { sha256Hex } from "#lib/ids";
import { writeOperations } from "./create-version.ts";
import type { DocumentFormat } from "#lib/openapi/schema";
import type { ReadDocument } from "./read-source.ts";
import { STAND_IN_TASK } from "./compare-stand-ins.ts";
import { enqueuePreparation } from "./enqueue-preparation.ts";

/** A document by what can be said of it in one line. */
export interface DocumentMark {
  digest: string;
  format: DocumentFormat;
  operationCount: number;
}

/** Puts a document in the place of a version's, its operations with it. The version must be locked. */
export async function writeDocument(
  tx: Tx,
  versionId: string,
  { read, now }: { read: ReadDocument; now: Date },
): Promise<DocumentMark> {
  const { text, document } = read;
  const digest = sha256Hex(text);
  await tx.version.update({
    where: { id: versionId },
    data: {
      documentText: text,
      documentFormat: document.format,
      documentDigest: digest,
      updatedAt: now,
    },
    select: { id: true },
  });
  await tx.operation.deleteMany({ where: { versionId } });
  await writeOperations(tx, versionId, read);
  await enqueuePreparation(tx);
  await enqueue(tx, { task: STAND_IN_TASK, payload: {}, key: STAND_IN_TASK });
  return { digest, format: document.format, operationCount: document.operations.length };
}
