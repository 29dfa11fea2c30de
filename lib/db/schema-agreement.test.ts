import { readFile } from "node:fs/promises";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { onServer, schemaScript, testDatabase } from "#lib/testing";

/** What the migrations have over schema.prisma: things Prisma cannot express. */
const BEYOND_PRISMA = [
  expect.stringMatching(/^index ApiSearch\.ApiSearch_aboutWords_idx: .*gin/),
  expect.stringMatching(/^index ApiSearch\.ApiSearch_headWords_idx: .*gin/),
  expect.stringMatching(/^index ApiSearch\.ApiSearch_words_idx: .*gin/),
  expect.stringMatching(/^index Application\.Application_slug_key: .*WHERE \("deletedAt" IS NULL\)$/),
  expect.stringMatching(/^index Incident\.Incident_one_open_key: .*WHERE \("closedAt" IS NULL\)$/),
  expect.stringMatching(/^index SearchWord\.SearchWord_word_trgm_idx: .*gin_trgm_ops/),
  expect.stringMatching(/^index Subscription\.Subscription_one_live_key: .*WHERE /),
  'partitioned "AttemptMinute": RANGE (minute)',
  'partitioned "TrafficMinute": RANGE (minute)',
  'partitioned "UsageHour": RANGE (hour)',
  'partitioned "UsageMinute": RANGE (minute)',
];

/** Everything of schema `public` that Prisma's schema describes, one line each. */
const CATALOGUE = `
  SELECT 'column ' || table_name || '.' || column_name || ': '
      || concat_ws(' ', udt_name, numeric_precision, datetime_precision, character_maximum_length, is_nullable, column_default) AS line
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
  UNION ALL
  SELECT 'index ' || tablename || '.' || indexname || ': ' || replace(indexdef, ' ON ONLY ', ' ON ')
    FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
  UNION ALL
  SELECT 'constraint ' || conrelid::regclass || '.' || conname || ': ' || pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid IS DISTINCT FROM to_regclass('public._prisma_migrations') AND contype <> 'n'
  UNION ALL
  SELECT 'partitioned ' || partrelid::regclass || ': ' || pg_get_partkeydef(partrelid) FROM pg_partitioned_table
  UNION ALL
  SELECT 'enum ' || typname || ': ' || string_agg(enumlabel, ',' ORDER BY enumsortorder)
    FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid GROUP BY typname
  ORDER BY line`;

async function catalogue(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(CATALOGUE);
    return rows.map((row) => row.line);
  } finally {
    await client.end();
  }
}

describe("prisma/schema.prisma and prisma/migrations", async () => {
  const migrated = await testDatabase();
  const described = await testDatabase();

  it("make the same database", async () => {
    await onServer(
      described.url,
      "DROP SCHEMA store CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public",
    );
    await onServer(described.url, await schemaScript(await readFile("prisma/schema.prisma", "utf8")));
    const fromMigrations = await catalogue(migrated.url);
    const fromSchema = await catalogue(described.url);
    expect(fromSchema.length).toBeGreaterThan(100);
    expect(fromSchema.filter((line) => !fromMigrations.includes(line))).toEqual([]);
    expect(fromMigrations.filter((line) => !fromSchema.includes(line))).toEqual(BEYOND_PRISMA);
  });
});
