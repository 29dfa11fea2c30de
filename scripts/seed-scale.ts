/*
 * `npm run seed:scale`: 10 000 made-up APIs with 200 000 operations, into DATABASE_URL or the database that runs here.
 * `-- --apis n --operations n` for another size, `--force` beside APIs that were not seeded. Again: adds what is missing.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launcherConfig } from "#lib/config";
import { openDb, wakeWorker, type Ctx } from "#lib/db";
import { runningUrl } from "#lib/embedded-postgres";
import { AppError } from "#lib/errors";
import { done, fail } from "./bootstrap/say.js";
import { seedScale } from "./seed/seed-scale.ts";

try {
  const { values } = parseArgs({
    options: {
      apis: { type: "string", default: "10000" },
      operations: { type: "string", default: "200000" },
      force: { type: "boolean", default: false },
    },
  });
  const scale = {
    apis: countOf(values.apis, "--apis"),
    operations: countOf(values.operations, "--operations"),
  };
  if (scale.operations < scale.apis) throw new AppError("invalid", "Give at least one operation per API.");
  await seed(scale, values.force);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function countOf(text: string, option: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1_000_000) return count;
  throw new AppError("invalid", `${option} is a whole number from 1 to 1000000.`);
}

async function seed(scale: { apis: number; operations: number }, force: boolean): Promise<void> {
  const config = launcherConfig();
  const db = openDb(config.databaseUrl ?? embeddedUrl(config.dataDir), { max: 2 });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const actor = { kind: "system", id: "seed-scale", name: "Seed" } as const;
  const ctx: Ctx = { actor, db, now: new Date(), log };
  const startedAt = performance.now();
  const isShown = process.stdout.isTTY;
  try {
    const progress = (count: number) => isShown && process.stdout.write(`\r${count} of ${scale.apis} APIs`);
    await seedScale(ctx, { scale, force, progress });
    await db.$transaction((tx) => wakeWorker(tx));
    if (isShown) process.stdout.write("\n");
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    done(`${scale.apis} APIs with ${scale.operations} operations are there, after ${seconds} s`);
  } finally {
    await db.$disconnect();
  }
}

function embeddedUrl(dataDir: string): string {
  const url = runningUrl(join(dataDir, "postgres"));
  if (url !== undefined) return url;
  throw new AppError(
    "unavailable",
    `No database runs on ${dataDir}. Start the product with npm start, or set DATABASE_URL.`,
  );
}
