import type { Logger } from "pino";
import { environmentSecret, type GatewayConfig } from "#lib/config";
import { Keyring } from "./keyring.ts";
import { staleFolder } from "./stale-bounds.ts";
import { secretResolver } from "./secrets.ts";
import type { HubMessage } from "./worker-messages.ts";
import { WorkerProcess } from "./worker-process.ts";

/** Runs one worker of a gateway: it does what its hub says, and ends with it. Signals are the hub's business. */
export function runWorker(config: GatewayConfig, log: Logger, id: number): void {
  const [clockBaseMs, workers, seat] = process.argv.slice(2).map(Number) as [number, number, number];
  const keys = new Keyring(config.keys);
  const worker = new WorkerProcess({
    ...config,
    id,
    seat,
    workers,
    clockBaseMs,
    keys,
    secret: secretResolver({ keys, environment: environmentSecret }),
    stale: { memoryBytes: config.stale.memoryBytes, folder: staleFolder(config)?.folder },
    isReporting: config.telemetry !== undefined,
    log: log.child({ worker: id }),
    send: (message) => {
      // Without a hub there is nobody to tell, and the end is near.
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
    },
  });
  process.on("message", (message) => worker.take(message as HubMessage));
  process.on("disconnect", () => void worker.drain());
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
}
