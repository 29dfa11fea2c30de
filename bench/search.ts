import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Actor } from "#lib/access";
import { listApis } from "#lib/catalogue";
import { ApiList } from "#lib/catalogue/schema";
import { migrate, openDb, type Ctx, type Db } from "#lib/db";
import { newId } from "#lib/ids";
import { TEAMS } from "../scripts/seed/scale-plan.ts";
import { seedScale } from "../scripts/seed/seed-scale.ts";
import { percentile, rounded } from "./figures.ts";
import { startPortal } from "./portal-process.ts";
import { FILTERS, QUERIES } from "./search-queries.ts";
import { postgresServer } from "./store-servers.ts";

const SCALE = { apis: 10_000, operations: 200_000 };
const ROUNDS = 3;
const PAGES = 120;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

type Reader = Extract<Actor, { kind: "user" }>;

/**
 * Searching 10 000 APIs with 200 000 operations: the verb with and without facets, and the catalogue page of the production
 * build, for an administrator and for a member who sees some APIs only. Everything runs in a folder of its own.
 */
export async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "understudy-bench-search-"));
  chmodSync(folder, 0o711);
  const postgres = await postgresServer(join(folder, "postgres"));
  try {
    await migrate(postgres.url, "prisma/migrations");
    const db = openDb(postgres.url, { max: 4 });
    try {
      await prepare(db);
      await report(db, postgres.url);
    } finally {
      await db.$disconnect();
    }
  } finally {
    await postgres.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function ctxOf(db: Db, actor: Actor): Ctx {
  return { actor, db, now: new Date(), log: SILENT };
}

async function prepare(db: Db): Promise<void> {
  const system: Actor = { kind: "system", id: "bench", name: "Bench" };
  const startedAt = performance.now();
  await seedScale(ctxOf(db, system), { scale: SCALE, force: false, progress: () => undefined });
  // No worker runs here: what is to be live is taken for written.
  await db.$executeRaw`UPDATE "Deployment" SET "writtenPublicationId" = "wantedPublicationId", "pending" = false`;
  await db.$executeRaw`VACUUM ANALYZE "ApiSearch"`;
  console.log(`seeded in ${rounded((performance.now() - startedAt) / 1000, 0)} s`);
}

async function makeReader(db: Db, role: Reader["role"]): Promise<Reader> {
  const id = newId("usr");
  const teams =
    role === "admin" ? {} : Object.fromEntries(TEAMS.slice(0, 3).map((team) => [team.id, "viewer"] as const));
  const memberships = { create: Object.entries(teams).map(([teamId, as]) => ({ teamId, role: as })) };
  await db.user.create({ data: { id, email: `${id}@example.com`, name: role, role, memberships } });
  return { kind: "user", id, email: `${id}@example.com`, name: role, role, teams };
}

async function report(db: Db, databaseUrl: string): Promise<void> {
  const admin = await makeReader(db, "admin");
  const member = await makeReader(db, "member");
  const series: Record<string, number[]> = {};
  for (const reader of [admin, member]) {
    series[`search, ${reader.role}`] = await timeSearches(db, reader, {});
    series[`search with facets, ${reader.role}`] = await timeSearches(db, reader, { facets: "true" });
  }
  const portal = await startPortal(databaseUrl);
  const pages: number[] = [];
  try {
    for (const reader of [admin, member]) {
      const cookie = await portal.cookieOf(reader.id);
      const times = await timePages(portal.url, cookie);
      series[`catalogue page, ${reader.role}`] = times;
      pages.push(...times);
    }
  } finally {
    await portal.stop();
  }
  console.table(Object.fromEntries(Object.entries(series).map(([name, times]) => [name, rowOf(times)])));
  const searches = Object.entries(series).flatMap(([name, times]) =>
    name.startsWith("search") ? times : [],
  );
  const result = {
    bench: "search",
    apis: SCALE.apis,
    operations: SCALE.operations,
    searches: searches.length,
  };
  const times = {
    searchP50Ms: at(searches, 50),
    searchP95Ms: at(searches, 95),
    pageP50Ms: at(pages, 50),
    pageP95Ms: at(pages, 95),
  };
  console.log(JSON.stringify({ ...result, pages: pages.length, ...times }));
}

/** Every query, with filters in turn, from the call of the verb until it returns. */
async function timeSearches(db: Db, reader: Reader, more: object): Promise<number[]> {
  const times: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    for (const [index, q] of QUERIES.entries()) {
      const filters = FILTERS[(index + round + 1) % FILTERS.length];
      const query = ApiList.api.parse({ q, ...filters, ...more });
      const startedAt = performance.now();
      await listApis(ctxOf(db, reader), query);
      // The first round warms up.
      if (round >= 0) times.push(performance.now() - startedAt);
    }
  }
  return times;
}

/** The whole page, facets included, from the request until its last byte. */
async function timePages(url: string, cookie: string): Promise<number[]> {
  const times: number[] = [];
  for (let n = -10; n < PAGES; n++) {
    const index = n + 10;
    const q = QUERIES[index % QUERIES.length] ?? "";
    const search = new URLSearchParams({ ...(q ? { q } : {}), ...FILTERS[index % FILTERS.length] });
    const startedAt = performance.now();
    const response = await fetch(`${url}/apis?${search}`, { headers: { cookie }, redirect: "manual" });
    const html = await response.text();
    if (n >= 0) times.push(performance.now() - startedAt);
    if (response.status !== 200 || !html.includes("Catalogue"))
      throw new Error(`/apis answered ${response.status}`);
  }
  return times;
}

function rowOf(times: readonly number[]): object {
  return {
    n: times.length,
    "p50 ms": at(times, 50),
    "p95 ms": at(times, 95),
    "p99 ms": at(times, 99),
    "max ms": at(times, 100),
  };
}

/** To 0.1 ms. */
function at(times: readonly number[], percent: number): number {
  return rounded(percentile(times, percent), 1);
}
