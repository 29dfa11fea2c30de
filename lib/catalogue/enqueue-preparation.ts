import { enqueue, type Tx } from "#lib/db";

/** The job that prepares documents for their readers (lib/reference). */
export const PREPARE_TASK = "prepare-documents";

/** To be called where a document is written: it is prepared before somebody reads it. */
export async function enqueuePreparation(tx: Tx): Promise<void> {
  await enqueue(tx, { task: PREPARE_TASK, payload: {}, key: PREPARE_TASK });
}
