import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, describe, expect, it } from "vitest";
import { makeUser, onServer, testDatabase } from "#lib/testing";
import { auditIdQuery, type AuditStep } from "./audit-ids.ts";
import { AuditList, exportAudit, listAudit } from "./index.ts";
import type { AuditFilter } from "./schema.ts";

const { db, ctx, url } = await testDatabase();
const ROWS = 200_000;
/** Far above a page or a batch, far below everything. */
const LOOKED_AT_MAX = 5_000;

/** An entry a minute from 1 January 2026, of many people about many versions; a few, long ago, are of somebody's webhook. */
beforeAll(async () => {
  await onServer(
    url,
    `ALTER TABLE "AuditEntry" DISABLE TRIGGER audit_await_seal;
     INSERT INTO "AuditEntry" ("at", "actorKind", "actorId", "actorName", "action", "objectKind", "objectId", "after")
     SELECT timestamptz '2026-01-01T00:00:00Z' + n * interval '1 minute', 'user',
       CASE WHEN rare THEN 'usr_rare' ELSE 'usr_' || n % 50 END, 'Somebody',
       CASE WHEN rare THEN 'webhook.delete' ELSE 'version.update' END,
       CASE WHEN rare THEN 'webhook' ELSE 'version' END,
       CASE WHEN rare THEN 'whk_' || n ELSE 'ver_' || n % 1000 END, jsonb_build_object('note', repeat('x', 200))
     FROM (SELECT n, n IN (9, 99, 999) AS rare FROM generate_series(1, ${ROWS}) n) AS numbered;
     ALTER TABLE "AuditEntry" ENABLE TRIGGER audit_await_seal;
     ANALYZE "AuditEntry"`,
  );
});

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: PlanNode[];
}

function* nodesOf(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const inner of node.Plans ?? []) yield* nodesOf(inner);
}

/** How one step of a search is carried out: by which kinds of scan, and how many rows it looks at. */
async function planOf(filter: AuditFilter, step: AuditStep) {
  const query = (await auditIdQuery(db, filter))(step);
  const rows = await db.$queryRawUnsafe<{ "QUERY PLAN": [{ Plan: PlanNode }] }[]>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${query.text}`,
    ...query.values,
  );
  const [explained] = rows[0]?.["QUERY PLAN"] ?? [];
  const scans = [...nodesOf(explained?.Plan as PlanNode)].filter(
    (node) => node["Relation Name"] === "AuditEntry",
  );
  const looked = scans.map((node) => {
    const removed = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
    return (node["Actual Rows"] + removed) * node["Actual Loops"];
  });
  return { scans: scans.map((node) => node["Node Type"]), looked: looked.reduce((sum, one) => sum + one, 0) };
}

const newest: AuditStep = { dir: "desc", take: 51 };
const anHour = { since: "2026-02-01T10:00:00Z", until: "2026-02-01T11:00:00Z" };

describe(`a search among ${ROWS} entries`, () => {
  it.each<[string, AuditFilter, AuditStep?]>([
    ["everything", {}],
    ["everything from the middle on", {}, { dir: "desc", beyond: 100_000n, take: 51 }],
    ["everything as it is exported", {}, { dir: "asc", beyond: 100_000n, take: 500 }],
    ["who acted", { actorId: "usr_rare" }],
    ["who acted often", { actorId: "usr_7" }],
    ["what was acted on", { objectKind: "version", objectId: "ver_7" }],
    ["an object whose kind is not told", { objectId: "whk_9" }],
    ["a kind of object", { objectKind: "webhook" }],
    ["what was done", { action: "webhook.delete" }],
    ["what is done all the time", { action: "version.update" }],
    ["a time long ago", anHour],
    ["a time long ago, exported", anHour, { dir: "asc", beyond: 45_200n, take: 500 }],
    ["until a time long ago", { until: anHour.until }],
    ["since a time long ago", { since: anHour.since }],
    ["what somebody did in a time", { actorId: "usr_7", ...anHour }],
    ["what was done in a time", { action: "version.update", ...anHour }],
    ["what was never done", { action: "team.create" }],
    ["the id of what is gone", { q: "whk_99" }],
    ["words that nobody is called by", { q: "nobody" }],
  ])("by %s uses an index, and looks at what it shows", async (_what, filter, step = newest) => {
    const { scans, looked } = await planOf(filter, step);
    expect(scans.length).toBeGreaterThan(0);
    expect(scans).not.toContain("Seq Scan");
    expect(looked).toBeLessThan(LOOKED_AT_MAX);
  });

  it("pages through a time without a gap, whichever way", async () => {
    const admin = ctx(await makeUser(db, { role: "admin" }));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAudit(admin, AuditList.api.parse({ ...anHour, size: 25, cursor }));
      seen.push(...page.items.map(({ at }) => at));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(61);
    expect(seen).toEqual(seen.toSorted().toReversed());
    const exported: string[] = [];
    for await (const part of await exportAudit(admin, anHour))
      exported.push(
        ...part
          .trimEnd()
          .split("\n")
          .map((line) => (JSON.parse(line) as { at: string }).at),
      );
    expect(exported).toEqual(seen.toReversed());
  });
});

it("exports all of them while it holds few of them in memory", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const heldMb = () => {
    collect();
    return process.memoryUsage().heapUsed / 1024 / 1024;
  };
  const admin = ctx(await makeUser(db, { role: "admin" }));
  let [lines, bytes, most] = [0, 0, 0];
  const before = heldMb();
  for await (const part of await exportAudit(admin, {})) {
    lines += part.split("\n").length - 1;
    bytes += part.length;
    if (lines % 20_000 === 0) most = Math.max(most, heldMb() - before);
  }
  expect(lines).toBe(ROWS);
  expect(bytes / 1024 / 1024).toBeGreaterThan(50);
  expect(most).toBeLessThan(20);
  // More than 50 MB, and a collection every few MB: on a busy machine that is no matter of seconds.
}, 120_000);
