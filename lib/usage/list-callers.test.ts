import { expect, test } from "vitest";
import { newId } from "#lib/ids";
import { ingestBatch } from "#lib/telemetry";
import { LATENCY_BUCKETS_MS, type TrafficReport } from "#lib/telemetry/schema";
import { makeApi, makeTeam, makeUser, makeVersion, testDatabase } from "#lib/testing";
import { CallerList, listCallers } from "./index.ts";

const { db, ctx } = await testDatabase();
const owners = await makeTeam(db);
const owner = await makeUser(db, { teams: { [owners.id]: "viewer" } });
const slug = "production";
await db.environment.create({ data: { id: newId("env"), slug, name: slug, position: 1 } });
const api = await makeApi(db, { teamId: owners.id });
const version = await makeVersion(db, { apiId: api.id, name: "v1" });
const now = new Date();

const makeApplication = (name: string, deletedAt: Date | null = null) =>
  db.application.create({
    data: {
      id: newId("app"),
      slug: newId("a").replace("_", "-"),
      name,
      teamId: owners.id,
      createdById: "u",
      deletedAt,
    },
    select: { id: true },
  });

const report = (minutesAgo: number, requests: number, application: string): TrafficReport => ({
  versionId: version.id,
  minute: new Date(now.getTime() - minutesAgo * 60_000).toISOString(),
  application,
  operation: "GET /items",
  target: "primary",
  statusClass: "2xx",
  requests,
  rescued: 0,
  latency: [...LATENCY_BUCKETS_MS.map(() => 0), requests],
});

test("who calls without a subscription called last within a minute that is known for a day, the deleted ones by name", async () => {
  const [gone, quiet] = [await makeApplication("Gone", now), await makeApplication("Quiet")];
  const traffic = [report(6, 3, ""), report(50, 4, ""), report(9, 2, gone.id), report(30 * 60, 1, quiet.id)];
  const gateway = { kind: "gateway", id: "gw-1", name: "gw-1", environment: slug } as const;
  const nothing = { serving: [], incidents: [], attempts: [], uses: [] };
  await ingestBatch(
    { ...ctx(gateway), now },
    { batchId: "b-1", environment: slug, node: "gw-1", traffic, ...nothing },
  );
  const { items } = await listCallers({ ...ctx(owner), now }, api.slug, CallerList.parse({ version: "v1" }));
  expect(items).toMatchObject([
    { application: null, requests: 7, isToTheHour: false },
    { application: { name: "Gone", isDeleted: true, mayRead: false }, requests: 2, isToTheHour: false },
    { application: { name: "Quiet", isDeleted: false }, requests: 1, isToTheHour: true },
  ]);
  const minutesAgo = items.map(({ lastCallAt }) => (now.getTime() - Date.parse(lastCallAt ?? "")) / 60_000);
  expect(minutesAgo[0]).toBeGreaterThanOrEqual(6);
  expect(minutesAgo[0]).toBeLessThan(7);
  expect(minutesAgo[1]).toBeLessThan(10);
});
