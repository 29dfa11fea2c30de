import { readFileSync } from "node:fs";
import type { Logger } from "pino";
import { environmentSecret, type GatewayConfig } from "#lib/config";
import { AppError } from "#lib/errors";
import { openStore } from "#lib/store";
import { startGateway } from "./gateway.ts";
import { Keyring } from "./keyring.ts";
import { secretResolver } from "./secrets.ts";

/** Runs a gateway until a signal ends it: the whole of it, or the hub of its workers. */
export async function runGateway(config: GatewayConfig, log: Logger): Promise<void> {
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
    log.fatal({ err: error }, reasonOf(error, config));
    process.exit(1);
  }
}

function reasonOf(error: unknown, { adminPort, tls }: GatewayConfig): string {
  if (error instanceof AppError) return error.message;
  const { code, port } = error as { code?: string; port?: number };
  if (code !== "EADDRINUSE") return "the gateway could not start";
  const settings = { [adminPort]: "GATEWAY_ADMIN_PORT", [tls?.port ?? 0]: "GATEWAY_TLS_PORT" };
  return `port ${port} is taken: set ${settings[port ?? 0] ?? "GATEWAY_PORT"} to another`;
}

function packageVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
