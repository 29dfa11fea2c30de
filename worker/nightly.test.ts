import { expect, it, onTestFinished } from "vitest";
import { newId } from "#lib/ids";
import { JUDGE_TASK } from "#lib/rules";
import { getApiScorecard } from "#lib/scores";
import { eventually, makePublishable, testDatabase } from "#lib/testing";
import { JobRunner } from "./job-runner.ts";
import { makeRig, publishIn } from "./test-rig.ts";

const database = await testDatabase();
const { db, ctx, url } = database;
const HOUR_MS = 3_600_000;

/** When the runner last made the nightly job: by its own clock's schedule, not by ours. */
async function lastNight(): Promise<Date | undefined> {
  const [row] = await db.$queryRaw<{ at: Date }[]>`
    SELECT last_execution AS "at" FROM graphile_worker._private_known_crontabs WHERE identifier = ${JUDGE_TASK}`;
  return row?.at;
}

it("judges by night what went live before a rule came, also for a night on which the worker was down", async () => {
  const rig = await makeRig(db);
  const version = await makePublishable(database);
  await publishIn(rig, version);
  // A rule that nobody told the worker of, as one that a migration brings: the night alone finds what breaks it.
  await db.$executeRaw`SELECT graphile_worker.complete_jobs(ARRAY(SELECT id FROM graphile_worker.jobs))`;
  const rule = { name: "Has a fallback", kind: "fallback-present", severity: "block" } as const;
  const data = { id: newId("rule"), ...rule, params: {}, scope: {}, createdByName: "Test" };
  await db.governanceRule.create({ data });
  const ago = new Date(Date.now() - 25 * HOUR_MS);
  await db.$executeRaw`
    INSERT INTO graphile_worker._private_known_crontabs (identifier, known_since, last_execution)
    VALUES (${JUDGE_TASK}, ${ago}, ${ago})`;

  const runner = new JobRunner(rig.context, url);
  runner.start();
  onTestFinished(() => runner.stop());
  await eventually("the finding", async () => {
    const { block } = await getApiScorecard(ctx(), { slug: version.at.slug });
    return block > 0;
  });
  const found = await db.standingFinding.findMany({ where: { versionId: version.versionId } });
  expect(found).toMatchObject([{ ruleId: data.id, severity: "block" }]);
  expect(await db.notificationEvent.count({ where: { kind: "api.breaks_rules" } })).toBe(1);
  expect((await lastNight())?.toISOString()).toMatch(/T02:13:00/);
});
