import { expect, test } from "vitest";
import { testPostgres } from "#lib/testing";
import { isDatabaseAway, openDb, type Db } from "./index.ts";

/** Each way to ask, by what it is asked with. */
const ASKED: Record<string, (db: Db) => Promise<unknown>> = {
  "a query of the client": (db) => db.team.findFirst({ select: { id: true } }),
  "a raw query": (db) => db.$queryRaw`SELECT 1`,
  "a transaction": (db) => db.$transaction((tx) => tx.team.count()),
};

const failureOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => undefined,
    (error: unknown) => error,
  );

test("a database that was killed is away, whichever way it is asked, and is not once it is back", async () => {
  const postgres = await testPostgres();
  const db = openDb(postgres.url, { max: 2 });
  for (const ask of Object.values(ASKED)) await ask(db);
  // What is under way when it dies, too.
  const broken = failureOf(db.$queryRaw`SELECT pg_sleep(20)`);
  await db.$queryRaw`SELECT 1`;
  await postgres.kill();
  expect(isDatabaseAway(await broken)).toBe(true);
  for (const [how, ask] of Object.entries(ASKED))
    expect([how, isDatabaseAway(await failureOf(ask(db)))]).toEqual([how, true]);
  await postgres.restart();
  for (const ask of Object.values(ASKED)) await ask(db);
  await db.$disconnect();
});

test("what the database itself refuses is no sign of that", async () => {
  const postgres = await testPostgres();
  const db = openDb(postgres.url, { max: 1 });
  const refused = await failureOf(db.$queryRaw`SELECT * FROM "NoSuchTable"`);
  expect(refused).toBeInstanceOf(Error);
  expect(isDatabaseAway(refused)).toBe(false);
  expect(isDatabaseAway(new Error("boom"))).toBe(false);
  expect(isDatabaseAway(undefined)).toBe(false);
  await db.$disconnect();
});
