import { describe, expect, it } from "vitest";
import { listApis, registerApi } from "#lib/catalogue";
import { ApiList, MATCHED_IN } from "#lib/catalogue/schema";
import { openDb } from "#lib/db";
import { onServer, testDatabase } from "#lib/testing";
import { seedScale } from "./seed-scale.ts";

const SCALE = { apis: 2000, operations: 40_000 };
const QUIET = { force: false, progress: () => undefined };

const database = await testDatabase();
const { db, ctx, url } = database;
await seedScale(ctx(), { scale: SCALE, ...QUIET });
// The seeding is its owner's business; here the product's role seeds, which may not.
await onServer(url, "ANALYZE");

const counts = async () => [await db.api.count(), await db.operation.count(), await db.apiSearch.count()];

describe("a search of many APIs", () => {
  it.each(["payment", "invioce", "/bookings/{bookingId}/upgrade", "list", "nordic wallet", "zzzzqq"])(
    "reads no table from end to end: %s",
    async (q) => {
      const one = openDb(url, { max: 1 });
      const scans = async () => {
        await one.$queryRaw`SELECT pg_stat_force_next_flush()::text`;
        const rows = await one.$queryRaw<{ relname: string; seq_scan: bigint; idx_scan: bigint }[]>`
          SELECT relname::text, seq_scan, idx_scan FROM pg_stat_user_tables
          WHERE relname IN ('ApiSearch', 'Api', 'Version', 'Operation') ORDER BY relname`;
        return {
          sequential: rows.map((row) => row.seq_scan),
          byIndex: rows.reduce((sum, row) => sum + row.idx_scan, 0n),
        };
      };
      try {
        const before = await scans();
        await listApis({ ...ctx(), db: one }, ApiList.api.parse({ q, facets: "true", tier: "1,2,3,4" }));
        await scans();
        const after = await scans();
        expect(after.sequential).toEqual(before.sequential);
        expect(after.byIndex).toBeGreaterThan(before.byIndex);
      } finally {
        await one.$disconnect();
      }
    },
  );
});

describe("the pages of a search of many APIs", () => {
  it.each([
    ["nearly all have operations with it", "list"],
    ["many have", "payment"],
    ["nothing is searched", ""],
  ])("hold each API once, the best first, where %s", async (_case, q) => {
    await onServer(url, 'ANALYZE "ApiSearch"');
    const found: { slug: string; rank: number; name: string }[] = [];
    let total = 1;
    for (let page = 1; found.length < total; page++) {
      const answer = await listApis(ctx(), ApiList.api.parse({ q, page: String(page), size: "100" }));
      expect(answer.items.length).toBeGreaterThan(0);
      total = answer.total;
      for (const { slug, name, match } of answer.items)
        found.push({ slug, name: name.toLowerCase(), rank: match ? MATCHED_IN.indexOf(match.in) : 0 });
    }
    expect(new Set(found.map(({ slug }) => slug)).size).toBe(total);
    const order = (a: (typeof found)[0], b: (typeof found)[0]) =>
      a.rank - b.rank || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    expect(found.map(({ name }) => name)).toEqual(found.toSorted(order).map(({ name }) => name));
  });
});

describe("the indexes of the search", () => {
  it.each([
    ["ApiSearch_words_idx", "payment"],
    ["ApiSearch_aboutWords_idx", "payment"],
    ["ApiSearch_headWords_idx", "p"],
    ["ApiSearch_name_apiId_idx", ""],
    ["SearchWord_word_idx", "payment"],
    ["SearchWord_word_trgm_idx", "paymnet"],
  ])("%s finds %j", async (index, q) => {
    await onServer(url, "ANALYZE");
    const one = openDb(url, { max: 1 });
    const scans = async () => {
      await one.$queryRaw`SELECT pg_stat_force_next_flush()::text`;
      const [row] = await one.$queryRaw<{ idx_scan: bigint }[]>`
        SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = ${index}`;
      return row?.idx_scan ?? 0n;
    };
    try {
      const before = await scans();
      await listApis({ ...ctx(), db: one }, ApiList.api.parse({ q }));
      await scans();
      expect(await scans()).toBeGreaterThan(before);
    } finally {
      await one.$disconnect();
    }
  });
});

describe("seedScale", () => {
  it("makes what was asked for, and again nothing", async () => {
    expect(await counts()).toEqual([SCALE.apis, SCALE.operations, SCALE.apis]);
    await seedScale(ctx(), { scale: SCALE, ...QUIET });
    expect(await counts()).toEqual([SCALE.apis, SCALE.operations, SCALE.apis]);
    expect(await db.deployment.count({ where: { pending: true } })).toBeGreaterThan(SCALE.apis / 4);
  });

  it("leaves a database alone that holds other APIs, unless it is told to", async () => {
    const text = JSON.stringify({
      openapi: "3.1.0",
      info: { title: "Real", version: "1" },
      paths: { "/a": { get: { responses: {} } } },
    });
    const { slug = "" } = (await db.team.findFirst({ select: { slug: true } })) ?? {};
    await registerApi(ctx(), { source: { kind: "text", text }, team: slug, tier: 1, visibility: "public" });
    const more = { apis: SCALE.apis + 1, operations: SCALE.operations + 20 };
    await expect(seedScale(ctx(), { scale: more, ...QUIET })).rejects.toMatchObject({ code: "conflict" });
    await seedScale(ctx(), { scale: more, ...QUIET, force: true });
    expect(await db.api.count()).toBe(SCALE.apis + 2);
  });
});
