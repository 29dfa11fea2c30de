import { afterAll, beforeAll, expect, test } from "vitest";
import { WEBHOOK_TASK } from "#lib/webhooks";
import { eventually, onServer, testDatabase } from "#lib/testing";
import { JobRunner } from "./job-runner.ts";
import { makeRig } from "./test-rig.ts";

const { db, url, productUrl } = await testDatabase();
const { context } = await makeRig(db);
const runner = new JobRunner(context, productUrl);
beforeAll(() => runner.start());
afterAll(() => runner.stop());

/** The connection that says for the first time that a job failed is cut off meanwhile, as by a database that restarts. */
async function cutFirstReport(): Promise<void> {
  await onServer(
    url,
    `CREATE SEQUENCE report_number;
     CREATE FUNCTION cut_first_report() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
     BEGIN
       IF nextval('report_number') = 1 THEN
         PERFORM pg_terminate_backend(pg_backend_pid());
         PERFORM pg_sleep(1);
       END IF;
       RETURN NEW;
     END $$;
     CREATE TRIGGER cut_first_report BEFORE UPDATE ON graphile_worker._private_jobs
       FOR EACH ROW WHEN (NEW.last_error IS DISTINCT FROM OLD.last_error) EXECUTE FUNCTION cut_first_report()`,
  );
}

test("a database that is lost while a job's end is written costs neither the worker nor the job", async () => {
  const rows = <T>(sql: TemplateStringsArray, ...values: unknown[]) => db.$queryRaw<T[]>(sql, ...values);
  await eventually("the runner's tables", async () => {
    const [found] = await rows<{
      is: boolean;
    }>`SELECT to_regclass('graphile_worker._private_jobs') IS NOT NULL AS "is"`;
    return found?.is === true;
  });
  await cutFirstReport();
  // Its payload is none that the task takes, so it fails at once.
  await db.$executeRaw`SELECT graphile_worker.add_job(${WEBHOOK_TASK}, '{}'::json, job_key => 'bad')`;
  const job = async () =>
    (
      await rows<{ attempts: number; error: string | null }>`
        SELECT attempts, last_error AS error FROM graphile_worker.jobs WHERE key = 'bad'`
    )[0];
  // Without a runner that goes on, nobody would write down that it failed.
  const failed = await eventually("the job to have failed again", async () => {
    const found = await job();
    return found && found.attempts >= 2 && found.error !== null ? found : undefined;
  });
  expect(failed.error).toContain("deliveryId");
});
