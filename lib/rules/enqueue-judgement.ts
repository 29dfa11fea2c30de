import { enqueue, type Tx } from "#lib/db";

/** The worker's task that judges what is live. */
export const JUDGE_TASK = "judge-live";
/** Many changes in a row are one judgement. */
const DELAY_MS = 5_000;

/**
 * Has what is live judged again, for a change of rules or waivers; with `apiId` only that API. It runs a moment later, once for
 * all that was asked for meanwhile.
 */
export async function enqueueJudgement(
  tx: Tx,
  { apiId, now }: { apiId?: string | undefined; now: Date },
): Promise<void> {
  await enqueue(tx, {
    task: JUDGE_TASK,
    payload: apiId === undefined ? {} : { apiId },
    key: apiId === undefined ? JUDGE_TASK : `${JUDGE_TASK}:${apiId}`,
    queue: JUDGE_TASK,
    runAt: new Date(now.getTime() + DELAY_MS),
  });
}
