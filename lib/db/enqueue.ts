import type { Tx } from "./client.ts";

interface Job {
  /** One of the worker's tasks. */
  task: string;
  payload: object;
  /** Not before this. Default: at once. */
  runAt?: Date;
  /** A waiting job of the same key is replaced instead of doubled. */
  key?: string;
  /** Jobs of one queue run one after the other. */
  queue?: string;
}

/** Adds a background job inside the transaction that makes the change, so that both happen or neither. */
export async function enqueue(tx: Tx, { task, payload, runAt, key, queue }: Job): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${task}, payload => ${JSON.stringify(payload)}::json, queue_name => ${queue ?? null},
      run_at => ${runAt ?? null}::timestamptz, job_key => ${key ?? null})`;
}
