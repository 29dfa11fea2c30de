import { readFileSync } from "node:fs";
import pino from "pino";
import { environmentSecret, gatewayConfig, type GatewayConfig } from "#lib/config";
import { AppError } from "#lib/errors";
import { openStore } from "#lib/store";
import { startGateway } from "./gateway.ts";
import { Keyring } from "./keyring.ts";
import { secretResolver } from "./secrets.ts";

const config = readConfig();
const log = pino({ level: config.logLevel, base: { process: "gateway", node: config.node } });

// One broken upstream, document or connection must not take the traffic of all others down.
process.on("uncaughtException", (error) =>
  log.error({ err: error }, "an error nobody handled; serving goes on"),
);
process.on("unhandledRejection", (error) =>
  log.error({ err: error }, "a rejection nobody handled; serving goes on"),
);

try {
  const keys = new Keyring(config.keys);
  const gateway = await startGateway({
    ...config,
    keys,
    softwareVersion: packageVersion(),
    store: openStore(config.storeUrl),
    secret: secretResolver({ keys, environment: environmentSecret }),
    log,
  });
  process.on("SIGHUP", () => gateway.reloadCertificate());
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      log.info({ signal }, "draining");
      void gateway.drain().then(() => process.exit(0));
    });
  }
} catch (error) {
  log.fatal({ err: error }, reasonOf(error));
  process.exit(1);
}

function readConfig(): GatewayConfig {
  try {
    return gatewayConfig();
  } catch (error) {
    process.stderr.write(`${error instanceof AppError ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  const { code, port } = error as { code?: string; port?: number };
  if (code !== "EADDRINUSE") return "the gateway could not start";
  const settings = { [config.adminPort]: "GATEWAY_ADMIN_PORT", [config.tls?.port ?? 0]: "GATEWAY_TLS_PORT" };
  return `port ${port} is taken: set ${settings[port ?? 0] ?? "GATEWAY_PORT"} to another`;
}

function packageVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
