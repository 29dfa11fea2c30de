/**
 * A database for development: `node scripts/embedded-postgres.ts [dataDir]` starts the embedded PostgreSQL, prints its
 * DATABASE_URL and keeps it until Ctrl-C.
 */
import { startEmbeddedPostgres } from "#lib/embedded-postgres";

const dataDir = process.argv[2] ?? "./.understudy/postgres";
const postgres = await startEmbeddedPostgres({ dataDir, log: (message) => console.error(message) });
console.log(`DATABASE_URL=${postgres.url}`);
postgres.onExit((reason) => {
  console.error(`PostgreSQL ended: ${reason}`);
  process.exit(1);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void postgres.stop());
