import { readFileSync } from "node:fs";
import type { Logger } from "pino";
import { environmentSecret, gatewayKeys, type GatewayConfig } from "#lib/config";
import { AppError } from "#lib/errors";
import { openStore } from "#lib/store";
import { startGateway, type Gateway } from "./gateway.ts";
import { followKeys } from "./key-file.ts";
import { Keyring, type KeyTexts } from "./keyring.ts";
import { secretResolver } from "./secrets.ts";

/** Workers that are not there by then will not be. */
const START_MAX_MS = 15_000;

/** Runs a gateway until a signal ends it: the whole of it, or the hub of its workers. */
export async function runGateway(config: GatewayConfig, log: Logger): Promise<void> {
  try {
    const keys = new Keyring(config.keys);
    const starting = startGateway({
      ...config,
      keys,
      softwareVersion: packageVersion(),
      store: openStore(config.storeUrl),
      secret: secretResolver({ keys, environment: environmentSecret }),
      log,
    });
    // Clients come as soon as the first worker takes them, so a signal is obeyed in order while the others still start.
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => {
        log.info({ signal }, "draining");
        void endInOrder(starting);
      });
    }
    const gateway = await starting;
    process.on("SIGHUP", () => gateway.reloadCertificate());
    const { keysFile } = config;
    if (keysFile !== undefined) {
      const exchanged = (texts: KeyTexts) => gateway.keysExchanged(texts);
      followKeys({ path: keysFile, keys, read: () => gatewayKeys(keysFile), exchanged, log });
    }
  } catch (error) {
    log.fatal({ err: error }, reasonOf(error, config));
    process.exit(1);
  }
}

async function endInOrder(starting: Promise<Gateway>): Promise<void> {
  const late = setTimeout(() => process.exit(1), START_MAX_MS);
  const gateway = await starting.catch(() => undefined);
  clearTimeout(late);
  await gateway?.drain();
  process.exit(gateway ? 0 : 1);
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
