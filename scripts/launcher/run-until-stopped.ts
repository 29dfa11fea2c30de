import { AppError } from "#lib/errors";
import { fail, line } from "../bootstrap/say.js";
import { Closers } from "./installation.ts";

/** A terminal may deliver one Ctrl-C twice; this much later it is a second one. */
const SECOND_SIGNAL_MS = 700;

/**
 * Runs `start` and keeps the process until a signal, or until whoever started it is gone; then closes everything in
 * order and exits. A second signal ends at once; what that leaves behind, the next start puts right.
 */
export async function runUntilStopped(
  start: (closers: Closers, startedMs: number) => Promise<void>,
): Promise<void> {
  const closers = new Closers();
  let stoppingSince = 0;
  const stop = (): void => {
    if (stoppingSince > 0) {
      if (Date.now() - stoppingSince > SECOND_SIGNAL_MS) process.exit(1);
      return;
    }
    stoppingSince = Date.now();
    line("Stopping …");
    void end(closers, 0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  process.on("disconnect", stop);
  try {
    await start(closers, Date.now());
  } catch (error) {
    if (stoppingSince > 0) return;
    fail(error instanceof AppError ? error.message : String(error instanceof Error ? error.stack : error));
    await end(closers, 1);
  }
}

async function end(closers: Closers, code: number): Promise<void> {
  try {
    await closers.close();
    if (code === 0) line("Stopped.");
    process.exit(code);
  } catch (error) {
    fail(`Stopping failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}
