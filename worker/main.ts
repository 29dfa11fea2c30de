import { pino } from "pino";
import { workerConfig } from "#lib/config";
import { AppError } from "#lib/errors";
import { startWorker } from "./worker.ts";

/** The worker process: reconciles the shared store with the database and runs background jobs until it is told to stop. */
function main(): void {
  const config = workerConfig();
  const log = pino({ name: "worker", level: config.logLevel });
  const worker = startWorker(config, log);
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, "stopping");
    worker.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "stopping failed");
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

try {
  main();
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(78);
}
