import { describe, expect, it } from "vitest";
import { Prisma, type Ctx } from "#lib/db";
import { newId } from "#lib/ids";
import { createGatewayRole } from "#lib/store";
import { makePublishable, onServer, testDatabase } from "#lib/testing";
import { getApiUsage, listCallers } from "#lib/usage";
import { getLive, ingestBatch, trimTelemetry, type TelemetryBatch } from "./index.ts";
import {
  keptSince,
  PARTITIONED_TABLES,
  partitionAt,
  partitionsAhead,
  type PartitionedTable,
} from "./partition-plan.ts";
import { dropPastPartitions, ensurePartitions } from "./partitions.ts";
import { batch, gateway, slug, traffic } from "./test-reports.ts";

const database = await testDatabase();
const { db, ctx, url, productUrl } = database;
await db.environment.create({ data: { id: newId("env"), slug, name: "Production", position: 1 } });

const DAY_MS = 86_400_000;
const daysAgo = (days: number) =>
  `${new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 16)}:00.000Z`;
const send = (of: Partial<TelemetryBatch>) => ingestBatch(ctx(gateway("gw-1")), batch("gw-1", of));

async function partitions(): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT inhrelid::regclass::text AS "name" FROM pg_inherits
    WHERE inhparent IN (SELECT partrelid FROM pg_partitioned_table) AND inhrelid IN (SELECT oid FROM pg_class WHERE relkind = 'r')`;
  return rows.map(({ name }) => name.replace(/^partitions\."(.*)"$/, "$1")).toSorted();
}

async function countsOf(versionId: string) {
  const where = { versionId };
  const [trafficMinutes, usageMinutes, usageHours, attempts] = await Promise.all([
    db.trafficMinute.count({ where }),
    db.usageMinute.count({ where }),
    db.usageHour.count({ where }),
    db.attemptMinute.count({ where }),
  ]);
  return { trafficMinutes, usageMinutes, usageHours, attempts };
}

describe("a window", () => {
  it("is cut alike everywhere, and holds its start and not its end", () => {
    const noon = Date.UTC(2026, 10, 26, 12);
    const day = partitionAt("TrafficMinute", noon);
    expect(day).toEqual({
      table: "TrafficMinute",
      name: "TrafficMinute_20261126",
      from: Date.UTC(2026, 10, 26),
      to: Date.UTC(2026, 10, 27),
    });
    expect(partitionAt("TrafficMinute", day.from)).toEqual(day);
    expect(partitionAt("TrafficMinute", day.to).name).toBe("TrafficMinute_20261127");
    const weeks = partitionAt("UsageHour", noon);
    expect(weeks.to - weeks.from).toBe(28 * DAY_MS);
    expect(partitionAt("UsageHour", weeks.to - 1)).toEqual(weeks);
  });

  it("is made ahead, of every table", () => {
    const ahead = partitionsAhead(Date.now());
    for (const table of PARTITIONED_TABLES) {
      const [first, second, third] = ahead.filter((partition) => partition.table === table);
      expect(first).toEqual(partitionAt(table, Date.now()));
      expect([second?.from, third?.from]).toEqual([first?.to, second?.to]);
    }
  });
});

describe("partitions", () => {
  it("are made ahead by the job, once, however many ask", async () => {
    const wanted = partitionsAhead(Date.now());
    const made = await Promise.all(Array.from({ length: 4 }, () => ensurePartitions(db, wanted)));
    const names = made.flat();
    expect(new Set(names).size).toBe(names.length);
    expect(await partitions()).toEqual(expect.arrayContaining(wanted.map(({ name }) => name)));
    expect(await trimTelemetry(ctx())).toMatchObject({ made: [], dropped: [] });
  });

  it("are made by an ingest that comes late, and take in each table what it keeps", async () => {
    const { versionId } = await makePublishable(database);
    const attempt = { versionId, target: "primary", outcome: "answered", attempts: 1 };
    const days = [0, 1, 5, 29, 31, 399];
    const sent = await send({
      traffic: days.map((count) => traffic(versionId, { minute: daysAgo(count) })),
      attempts: days.map((count) => ({ ...attempt, minute: daysAgo(count) })),
    });
    expect(sent).toEqual({ counted: true, dropped: 2 });
    expect(await countsOf(versionId)).toEqual({
      trafficMinutes: 4,
      usageMinutes: 2,
      usageHours: 6,
      attempts: 4,
    });
  });

  it("are not made for a clock that is wrong", async () => {
    const { versionId } = await makePublishable(database);
    const before = await partitions();
    const minutes = ["9999-12-31T23:59:00.000Z", daysAgo(-1), daysAgo(401), "1970-01-01T00:00:00.000Z"];
    const attempt = { versionId, target: "primary", outcome: "answered", attempts: 1 };
    const sent = await send({
      traffic: minutes.map((minute) => traffic(versionId, { minute })),
      attempts: minutes.map((minute) => ({ ...attempt, minute })),
    });
    expect(sent).toEqual({ counted: true, dropped: 8 });
    expect(await partitions()).toEqual(before);
    expect(await countsOf(versionId)).toMatchObject({ trafficMinutes: 0, usageHours: 0, attempts: 0 });
  });

  it("have the bounds of their window, wherever the caller's clock is", async () => {
    const last = PARTITIONED_TABLES.map((table) =>
      partitionsAhead(Date.now()).findLast((of) => of.table === table),
    );
    for (const [index, { table, name, from, to }] of last.filter((of) => of !== undefined).entries()) {
      await onServer(url, `DROP TABLE partitions."${name}"`);
      const zone = ["America/New_York", "Asia/Kolkata", "Pacific/Apia", "Europe/Berlin"][index] ?? "UTC";
      await onServer(
        productUrl,
        `SET TimeZone = '${zone}'; SELECT make_telemetry_partition('${table}', '${new Date(from).toISOString()}')`,
      );
      const [bounds] = await db.$queryRaw<{ from: Date; to: Date }[]>`
        SELECT part[1]::timestamptz AS "from", part[2]::timestamptz AS "to" FROM pg_class c,
          regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \\(''(.*)''\\) TO \\(''(.*)''\\)') part
        WHERE c.relname = ${name}`;
      expect(bounds).toEqual({ from: new Date(from), to: new Date(to) });
    }
  });

  it("are made by the product's role for windows that are kept or near, of counts alone", async () => {
    const soon = partitionsAhead(Date.now()).findLast(({ table }) => table === "TrafficMinute")?.from ?? 0;
    const before = await partitions();
    const asked: [string, number | string][] = [
      ["AuditEntry", soon],
      ["User", soon],
      [`TrafficMinute" (id int); DROP TABLE "User`, soon],
      ["TrafficMinute", soon + 1],
      ["TrafficMinute", soon + DAY_MS / 2],
      ["TrafficMinute", soon + 2 * DAY_MS],
      ["TrafficMinute", soon - 40 * DAY_MS],
      ["UsageHour", soon + 400 * DAY_MS],
      ["UsageHour", "infinity"],
      ["UsageHour", "-infinity"],
    ];
    for (const [table, from] of asked) {
      const at = typeof from === "number" ? new Date(from).toISOString() : from;
      const make = db.$executeRaw`SELECT make_telemetry_partition(${table}, ${at}::timestamptz)`;
      await expect(make).rejects.toThrow(/22023/);
    }
    expect(await partitions()).toEqual(before);
  });

  it("are dropped by the product's role once they are past, and no other table is", async () => {
    const now = Date.now();
    const kept = PARTITIONED_TABLES.map((table) => partitionAt(table, keptSince(table, now)));
    await ensurePartitions(db, kept);
    const before = await partitions();
    for (const { name } of kept)
      await expect(db.$executeRaw`SELECT drop_past_telemetry_partition(${name})`).rejects.toThrow(/22023/);
    for (const name of [
      "AuditEntry",
      "TrafficMinute",
      "TrafficMinute_pkey",
      "nowhere",
      `x"; DROP TABLE "User`,
    ])
      await db.$executeRaw`SELECT drop_past_telemetry_partition(${name})`;
    expect(await partitions()).toEqual(before);
    expect(await db.user.count()).toBeGreaterThan(0);
    expect(await db.auditEntry.findMany()).toEqual(expect.any(Array));
  });

  it("are made and dropped by nobody else", async () => {
    const gateway = await createGatewayRole(url, { environment: slug, node: "gw", password: "g" });
    for (const call of ["make_telemetry_partition('UsageHour', now())", "drop_past_telemetry_partition('x')"])
      await expect(onServer(gateway, `SELECT public.${call}`)).rejects.toMatchObject({ code: "42501" });
  });

  it("go as a whole once all they hold is past its retention", async () => {
    const now = Date.now();
    const oldest = PARTITIONED_TABLES.map((table) => partitionAt(table, keptSince(table, now)));
    const past = oldest.map(({ table, from }) => partitionAt(table, from - 1));
    await ensurePartitions(db, [...oldest, ...past]);
    const kept = (await partitions()).filter((name) => !past.some((partition) => partition.name === name));
    expect((await trimTelemetry(ctx())).dropped.toSorted()).toEqual(past.map(({ name }) => name).toSorted());
    expect(await partitions()).toEqual(kept);
    expect(kept).toEqual(expect.arrayContaining(oldest.map(({ name }) => name)));
  });

  it("are not waited for behind a long query, and are dropped the next time", async () => {
    const past = partitionAt("UsageMinute", Date.now() - 3 * DAY_MS);
    await ensurePartitions(db, [past]);
    const reading = Promise.withResolvers<void>();
    const read = Promise.withResolvers<void>();
    const long = db.$transaction(
      async (tx) => {
        await tx.usageMinute.count();
        reading.resolve();
        await read.promise;
      },
      { timeout: 20_000 },
    );
    await reading.promise;
    await expect(dropPastPartitions(db)).rejects.toThrow(/lock timeout/);
    read.resolve();
    await long;
    expect(await dropPastPartitions(db)).toEqual([past.name]);
  });
});

/** What the database would do for each raw query of a verb; the verb itself goes on as ever. */
function explaining(of: Ctx, plans: string[]): Ctx {
  const db = new Proxy(of.db, {
    get: (target, name) => {
      if (name !== "$queryRaw") return Reflect.get(target, name);
      return async (...[query, ...values]: Parameters<typeof target.$queryRaw>) => {
        const sql = query instanceof Prisma.Sql ? query : Prisma.sql(query, ...values);
        const rows = await target.$queryRaw<{ "QUERY PLAN": string }[]>`EXPLAIN ${sql}`;
        plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
        return target.$queryRaw(sql);
      };
    },
  });
  return { ...of, db };
}

describe("views", () => {
  it("read the partitions of their time only", async () => {
    const { at, versionId } = await makePublishable(database);
    const days = Array.from({ length: 29 }, (_, count) => count);
    await send({ traffic: days.map((count) => traffic(versionId, { minute: daysAgo(count) })) });
    await send({ traffic: [traffic(versionId, { minute: daysAgo(200) })] });
    const plans: string[] = [];
    const reader = explaining(ctx(), plans);
    await getLive(reader, at, { environment: slug });
    for (const range of ["1h", "24h", "7d", "30d"] as const)
      await getApiUsage(reader, at.slug, { range, by: "operation" });
    await listCallers(reader, at.slug, { version: at.version, page: 1, size: 20 });
    expect(plans.length).toBeGreaterThan(5);
    const longestViews = { TrafficMinute: 1, UsageMinute: 1, UsageHour: 31 };
    for (const [table, days] of Object.entries(longestViews)) {
      const read = plans.flatMap((plan) => plan.match(new RegExp(`${table}_\\d{8}(?=")`, "g")) ?? []);
      const first = partitionAt(table as PartitionedTable, Date.now() - days * DAY_MS);
      expect(read).toContain(partitionAt(first.table, Date.now()).name);
      expect(read.filter((name) => name < first.name)).toEqual([]);
    }
    expect((await partitions()).filter((name) => name.startsWith("TrafficMinute")).length).toBeGreaterThan(
      28,
    );
  });
});
