/*
 * Loaded first into every process the launcher starts: when the launcher is gone, however it went, the process ends
 * itself the ordinary way, and the hard way when that takes too long.
 */
const END_MS = 15_000;

process.on("disconnect", () => {
  setTimeout(() => process.exit(1), END_MS).unref();
  process.kill(process.pid, "SIGTERM");
});
// The channel alone keeps no process alive.
process.channel?.unref();
