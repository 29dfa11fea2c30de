/**
 * Brings the tables of background jobs (schema `graphile_worker`) up to date, so that `enqueue` works before the first
 * worker starts. Loaded on demand: those who only read and write rows do without the runner.
 */
export async function migrateJobs(url: string): Promise<void> {
  const { Logger, runMigrations } = await import("graphile-worker");
  await runMigrations({ connectionString: url, logger: new Logger(() => () => {}) });
}
