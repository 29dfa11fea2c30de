import { describe, expect, test } from "vitest";
import { ANONYMOUS } from "#lib/access";
import { newId } from "#lib/ids";
import { ingestBatch } from "#lib/telemetry";
import { LATENCY_BUCKETS_MS, type TrafficReport } from "#lib/telemetry/schema";
import { makeApi, makeTeam, makeUser, makeVersion, testDatabase } from "#lib/testing";
import {
  ApiUsageQuery,
  ApplicationUsageQuery,
  CallerList,
  exportApiUsage,
  exportApplicationUsage,
  getApiUsage,
  getApplicationUsage,
  listCallers,
  RANGES,
} from "./index.ts";

const { db, ctx } = await testDatabase();
const owners = await makeTeam(db);
const consumers = await makeTeam(db);
const owner = await makeUser(db, { teams: { [owners.id]: "viewer" } });
const consumer = await makeUser(db, { teams: { [consumers.id]: "viewer" } });
const governance = await makeUser(db, { role: "governance" });
const outsider = await makeUser(db);
const slug = "production";
const environment = await db.environment.create({
  data: { id: newId("env"), slug, name: slug, position: 1 },
  select: { id: true },
});
const api = await makeApi(db, { teamId: owners.id });
const v1 = await makeVersion(db, { apiId: api.id, name: "v1" });
const v2 = await makeVersion(db, { apiId: api.id, name: "v2" });
const hidden = await makeApi(db, { teamId: owners.id, visibility: "private" });
const now = new Date();

const makeApplication = (name: string) =>
  db.application.create({
    data: {
      id: newId("app"),
      slug: newId("a").replace("_", "-"),
      name,
      teamId: consumers.id,
      createdById: "usr_1",
    },
    select: { id: true, slug: true },
  });
const shop = await makeApplication("Shop");
const evil = await makeApplication("=cmd|' /C calc'!A0");

/** `count` answers in the bucket up to 100 ms, so many minutes ago. */
function traffic(minutesAgo: number, count: number, over: Partial<TrafficReport> = {}): TrafficReport {
  const latency = LATENCY_BUCKETS_MS.map((upTo) => (upTo === 100 ? count : 0));
  return {
    versionId: v1.id,
    minute: new Date(now.getTime() - minutesAgo * 60_000).toISOString(),
    application: shop.id,
    operation: "GET /items",
    target: "primary",
    statusClass: "2xx",
    requests: count,
    rescued: 0,
    latency: [...latency, 0],
    ...over,
  };
}

let batches = 0;
const ingest = (node: string, reports: TrafficReport[]) =>
  ingestBatch(
    { ...ctx({ kind: "gateway", id: node, name: node, environment: slug }), now },
    {
      batchId: `b-${(batches += 1)}`,
      environment: slug,
      node,
      serving: [],
      incidents: [],
      traffic: reports,
      attempts: [],
      uses: [],
    },
  );

const at = (actor = owner) => ({ ...ctx(actor), now });
const of = (over: Partial<ApiUsageQuery> = {}) => ApiUsageQuery.parse({ range: "1h", ...over });

const zero = LATENCY_BUCKETS_MS.map(() => 0);
await ingest("gw-1", [
  traffic(2, 100),
  traffic(2, 10, { statusClass: "5xx" }),
  traffic(3, 7, { statusClass: "4xx", target: "", throttled: 5, latency: [7, ...zero] }),
  traffic(3, 20, { operation: "POST /items", target: "secondary" }),
  traffic(4, 30, { versionId: v2.id, application: evil.id }),
  traffic(5 * 60, 1_000),
  traffic(3 * 24 * 60, 5_000),
  traffic(20 * 24 * 60, 9_000, { application: "" }),
]);
await ingest("gw-2", [traffic(2, 50)]);

describe("the usage of an API", () => {
  test("adds up requests, errors, throttled ones and latency", async () => {
    const { totals, series, stepMs } = await getApiUsage(at(), api.slug, of());
    expect(totals).toMatchObject({ requests: 217, clientErrors: 7, serverErrors: 10, throttled: 5 });
    // All answers of targets lie between 50 and 100 ms; the gateway's own refusals are not among them.
    expect(totals.p50Ms).toBeGreaterThanOrEqual(50);
    expect(totals.p99Ms).toBeLessThanOrEqual(100);
    expect([series.length, stepMs]).toEqual([60, 60_000]);
    expect(series.reduce((sum, step) => sum + step.requests, 0)).toBe(217);
    expect(series.filter(({ requests }) => requests > 0).map(({ requests }) => requests)).toEqual([
      30, 27, 160,
    ]);
  });

  test.each([
    ["1h", 217],
    ["24h", 1_217],
    ["7d", 6_217],
    ["30d", 15_217],
  ] as const)("over %s has every request once, in steps without a gap", async (range, requests) => {
    const report = await getApiUsage(at(), api.slug, of({ range }));
    expect(report.totals.requests).toBe(requests);
    expect(report.series.reduce((sum, step) => sum + step.requests, 0)).toBe(requests);
    const starts = report.series.map((step) => Date.parse(step.at));
    expect(new Set(starts.slice(1).map((start, i) => start - (starts[i] ?? 0)))).toEqual(
      new Set([report.stepMs]),
    );
    expect(Date.parse(report.to)).toBeGreaterThan(now.getTime());
  });

  test.each([
    [
      "operation",
      [
        ["GET /items", 197],
        ["POST /items", 20],
      ],
    ],
    [
      "target",
      [
        ["primary", 190],
        ["secondary", 20],
        ["The gateway itself", 7],
      ],
    ],
    [
      "version",
      [
        ["v1", 187],
        ["v2", 30],
      ],
    ],
    [
      "application",
      [
        ["Shop", 187],
        ["=cmd|' /C calc'!A0", 30],
      ],
    ],
  ] as const)("is told apart by %s", async (by, expected) => {
    const { parts, otherParts } = await getApiUsage(at(), api.slug, of({ by }));
    expect(parts.map(({ label, requests }) => [label, requests])).toEqual(expected);
    expect(otherParts).toBe(0);
  });

  test("is that of one version, or of one environment", async () => {
    expect((await getApiUsage(at(), api.slug, of({ version: "v2" }))).totals.requests).toBe(30);
    expect((await getApiUsage(at(), api.slug, of({ environment: slug }))).totals.requests).toBe(217);
    await db.environment.create({ data: { id: newId("env"), slug: "sandbox", name: "s", position: 2 } });
    expect((await getApiUsage(at(), api.slug, of({ environment: "sandbox" }))).totals.requests).toBe(0);
    await expect(getApiUsage(at(), api.slug, of({ environment: "none" }))).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(getApiUsage(at(), api.slug, of({ version: "v9" }))).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("is exported, with names that a spreadsheet would run as texts", async () => {
    const csv = await exportApiUsage(at(), api.slug, of({ by: "application", range: "24h" }));
    const [head, ...lines] = csv.trimEnd().split("\r\n");
    expect(head).toBe(
      '"from","application","requests","client errors","server errors","throttled","p50 ms","p95 ms","p99 ms"',
    );
    expect(lines.filter((line) => line.includes("cmd"))).toEqual([
      expect.stringMatching(/^"[^"]+Z","'=cmd\|' \/C calc'!A0",30,0,0,0,[\d.]+,[\d.]+,[\d.]+$/),
    ]);
    const requests = lines.map((line) => Number(/",(\d+),/.exec(line)?.[1]));
    expect(requests.reduce((sum, count) => sum + count, 0)).toBe(1_217);
  });

  test("is for its team, governance and administrators", async () => {
    expect((await getApiUsage(at(governance), api.slug, of())).totals.requests).toBe(217);
    const callers = CallerList.parse({ version: "v1" });
    for (const actor of [outsider, consumer]) {
      for (const run of [
        () => getApiUsage(at(actor), api.slug, of()),
        () => exportApiUsage(at(actor), api.slug, of()),
        () => listCallers(at(actor), api.slug, callers),
      ]) {
        await expect(run()).rejects.toMatchObject({ code: "forbidden" });
      }
      await expect(getApiUsage(at(actor), hidden.slug, of())).rejects.toMatchObject({ code: "not_found" });
      await expect(listCallers(at(actor), hidden.slug, callers)).rejects.toMatchObject({ code: "not_found" });
    }
    await expect(getApiUsage({ ...ctx(ANONYMOUS), now }, api.slug, of())).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("the usage of an application", () => {
  const query = ApplicationUsageQuery.parse({ range: "24h" });

  test("is told apart by version and operation, over all APIs", async () => {
    const { totals, parts } = await getApplicationUsage(at(consumer), shop.slug, query);
    expect(totals.requests).toBe(1_187);
    expect(parts.map(({ label }) => label)).toEqual([`${api.slug} v1`]);
    const csv = await exportApplicationUsage(at(consumer), shop.slug, { ...query, by: "operation" });
    expect(csv).toContain('"POST /items",20,');
  });

  test("does not exist for others, the API's owners among them", async () => {
    for (const actor of [owner, outsider]) {
      await expect(getApplicationUsage(at(actor), shop.slug, query)).rejects.toMatchObject({
        code: "not_found",
      });
      await expect(exportApplicationUsage(at(actor), shop.slug, query)).rejects.toMatchObject({
        code: "not_found",
      });
    }
  });
});

describe("who still calls a version", () => {
  test("and when last: the latest first, also those whose counts are gone", async () => {
    const quiet = await makeApplication("Quiet");
    const plan = await db.plan.create({ data: { id: newId("pln"), versionId: v1.id, name: "Free" } });
    const lastCallAt = new Date(now.getTime() - 60 * 86_400_000);
    const held = {
      versionId: v1.id,
      environmentId: environment.id,
      planId: plan.id,
      applicationId: quiet.id,
    };
    const asked = { state: "active", requestedById: "u", requestedByName: "u" } as const;
    await db.subscription.create({ data: { id: newId("sub"), ...held, ...asked, lastCallAt } });
    const page = await listCallers(at(), api.slug, CallerList.parse({ version: "v1" }));
    expect(page).toMatchObject({
      total: 3,
      items: [
        {
          application: { name: "Shop", team: consumers.slug, mayRead: false },
          requests: 6_187,
          isToTheHour: false,
        },
        { application: null, requests: 9_000, isToTheHour: true },
        { application: { name: "Quiet" }, requests: 0, lastCallAt: lastCallAt.toISOString() },
      ],
    });
    const second = await listCallers(at(), api.slug, CallerList.parse({ version: "v1", page: 2, size: 2 }));
    expect(second.items.map(({ application }) => application?.name)).toEqual(["Quiet"]);
    const moved = { applicationId: shop.id, lastCallAt: now };
    await db.subscription.updateMany({ where: { applicationId: quiet.id }, data: moved });
    const exact = await listCallers(at(), api.slug, CallerList.parse({ version: "v1", size: 1 }));
    expect(exact.items).toMatchObject([
      { application: { name: "Shop" }, lastCallAt: now.toISOString(), isToTheHour: false },
    ]);
  });
});

describe("long views", () => {
  test("have what was reported late, when its minutes are gone", async () => {
    const before = (await getApiUsage(at(), api.slug, of({ range: "30d" }))).totals.requests;
    await ingest("gw-3", [traffic(6 * 24 * 60, 3)]);
    await db.usageMinute.deleteMany({ where: { node: "gw-3" } });
    await ingest("gw-4", [traffic(6 * 24 * 60, 4)]);
    expect((await getApiUsage(at(), api.slug, of({ range: "30d" }))).totals.requests).toBe(before + 7);
  });

  test("go by an index, whatever the range", async () => {
    for (const table of ["UsageMinute", "UsageHour"]) {
      const time = table === "UsageMinute" ? "minute" : "hour";
      const plans = await Promise.all(
        [`"versionId" = '${v1.id}'`, `"applicationId" = '${shop.id}'`].map((condition) =>
          db.$transaction(async (tx) => {
            await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
            const rows = await tx.$queryRawUnsafe<{ "QUERY PLAN": string }[]>(
              `EXPLAIN SELECT 1 FROM "${table}" WHERE ${condition} AND "${time}" >= now() - interval '30 days'`,
            );
            return rows.map((row) => row["QUERY PLAN"]).join("\n");
          }),
        ),
      );
      for (const plan of plans) expect(plan).toMatch(/Index (Only )?(Scan|Cond)|Bitmap Index Scan/);
    }
    expect(RANGES).toHaveLength(4);
  });
});
