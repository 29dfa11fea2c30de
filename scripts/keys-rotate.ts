/*
 * `npm run keys:rotate -- signing|sealing`: does the next step of exchanging a key of this installation. Three steps, each
 * refused while it would lose something: add the new key, use it, drop the old one. The running product takes each step
 * by itself: gateways without a restart, portal and worker with one.
 */
import { join } from "node:path";
import { launcherConfig } from "#lib/config";
import { openDb } from "#lib/db";
import { runningUrl } from "#lib/embedded-postgres";
import { AppError } from "#lib/errors";
import { openStore } from "#lib/store";
import { done, fail, line } from "./bootstrap/say.js";
import { rotateSealing } from "./rotation/sealing.ts";
import { rotateSigning } from "./rotation/signing.ts";

const STEPS = { signing: rotateSigning, sealing: rotateSealing };

try {
  const [kind = ""] = process.argv.slice(2);
  if (!(kind in STEPS)) throw new AppError("invalid", "Usage: npm run keys:rotate -- signing|sealing");
  const config = launcherConfig();
  const databaseUrl = config.databaseUrl ?? runningUrl(join(config.dataDir, "postgres"));
  if (databaseUrl === undefined)
    throw new AppError(
      "unavailable",
      "The embedded database does not run. Start the product with npm start first.",
    );
  const db = openDb(databaseUrl, { max: 2 });
  const store = openStore(config.storeUrl ?? databaseUrl);
  try {
    const told = await STEPS[kind as keyof typeof STEPS]({ config, db, store });
    done(told.did);
    line(told.next);
  } finally {
    await store.close();
    await db.$disconnect();
  }
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
