import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { expect, it, onTestFinished } from "vitest";
import { migrate } from "#lib/db";
import { onServer, temporaryFolder, testDatabase } from "#lib/testing";

const MIGRATION = "20261126054500_telemetry_partitions";

const { url } = await testDatabase();

it("keeps what was counted before there were partitions, and drops what was past its retention", async () => {
  const folder = temporaryFolder("migrations");
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const migrations = readdirSync("prisma/migrations").filter((name) => /^\d/.test(name));
  expect(migrations).toContain(MIGRATION);
  const copy = (names: string[]) => {
    for (const name of names)
      cpSync(join("prisma/migrations", name), join(folder, name), { recursive: true });
  };
  await onServer(
    url,
    "DROP SCHEMA store CASCADE; DROP SCHEMA public CASCADE; DROP SCHEMA partitions CASCADE; CREATE SCHEMA public",
  );
  copy(migrations.filter((name) => name < MIGRATION));
  await migrate(url, folder);

  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  const minutes =
    "unnest(ARRAY[0, 1, 29, 31, 399, 401]) AS days, LATERAL (SELECT now() - days * interval '1 day') t(at)";
  await client.query(`
    INSERT INTO "TrafficMinute" SELECT at, 'env', 'ver', 'gw', 'primary', '2xx', 10 + days, 0, ARRAY[1, 2], NULL FROM ${minutes};
    INSERT INTO "AttemptMinute" SELECT at, 'env', 'ver', 'gw', 'primary', 'answered', 10 + days FROM ${minutes};
    INSERT INTO "UsageMinute" SELECT at, 'env', 'ver', 'gw', 'app', '', 'primary', '2xx', 10 + days, 0, ARRAY[1] FROM ${minutes};
    INSERT INTO "UsageHour" SELECT at, 'env', 'ver', 'app', '', 'primary', '2xx', 10 + days, 0, ARRAY[1] FROM ${minutes}`);
  copy(migrations);
  expect(await migrate(url, folder)).toContain(MIGRATION);

  const sums = await client.query(`
    SELECT (SELECT array_agg("requests" ORDER BY "requests") FROM "TrafficMinute") AS traffic,
      (SELECT array_agg("attempts" ORDER BY "attempts") FROM "AttemptMinute") AS attempts,
      (SELECT array_agg("requests" ORDER BY "requests") FROM "UsageMinute") AS minutes,
      (SELECT array_agg("requests"::int ORDER BY "requests") FROM "UsageHour") AS hours,
      (SELECT "latency" FROM "TrafficMinute" LIMIT 1) AS latency,
      to_regclass('partitions."TrafficMinute"') AS left`);
  expect(sums.rows).toEqual([
    {
      traffic: [10, 11, 39],
      attempts: [10, 11, 39],
      minutes: [10, 11],
      hours: [10, 11, 39, 41, 409],
      latency: [1, 2],
      left: null,
    },
  ]);
});
