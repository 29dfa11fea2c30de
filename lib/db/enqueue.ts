import type { Tx } from "./client.ts";

interface JobOptions {
  /** Not before this. Default: at once. */
  runAt?: Date;
  /** A waiting job of the same key is replaced instead of doubled. */
  key?: string;
}

/**
 * Adds a background job inside the transaction that makes the change, so that both happen or neither.
 * `task` is one of the worker's; its tables exist once the database is migrated.
 */
export async function enqueue(tx: Tx, task: string, payload: object, options: JobOptions = {}): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${task}, payload => ${JSON.stringify(payload)}::json,
      run_at => ${options.runAt ?? null}::timestamptz, job_key => ${options.key ?? null})`;
}
