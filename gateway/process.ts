import cluster from "node:cluster";
import pino from "pino";
import { gatewayConfig, type GatewayConfig } from "#lib/config";
import { AppError } from "#lib/errors";

const config = readConfig();
const log = pino({ level: config.logLevel, base: { process: "gateway", node: config.node } });

// One broken upstream, document or connection must not take the traffic of all others down.
process.on("uncaughtException", (error) =>
  log.error({ err: error }, "an error nobody handled; serving goes on"),
);
process.on("unhandledRejection", (error) =>
  log.error({ err: error }, "a rejection nobody handled; serving goes on"),
);

// A worker needs neither store nor telemetry: what it does not load it does not pay for, in memory and at its start.
if (cluster.worker) {
  const { runWorker } = await import("./run-worker.ts");
  runWorker(config, log, cluster.worker.id);
} else {
  const { runGateway } = await import("./run-gateway.ts");
  await runGateway(config, log);
}

function readConfig(): GatewayConfig {
  try {
    return gatewayConfig();
  } catch (error) {
    process.stderr.write(`${error instanceof AppError ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
