import "server-only";
import { pino, type Logger } from "pino";
import { portalConfig, type PortalConfig } from "#lib/config";
import { openDb, type Db } from "#lib/db";
import { loadSealingKey } from "#lib/signing";

interface Instance {
  config: PortalConfig;
  db: Db;
  log: Logger;
  /** For secrets at rest. */
  sealingKey: Buffer;
}

/** Kept across the reloads of the development server, which evaluates modules anew. */
const kept = globalThis as typeof globalThis & { understudyPortal?: Instance };

/** What lives as long as this process. Opened at first use: `next build` loads the modules without settings. */
export function instance(): Instance {
  kept.understudyPortal ??= open();
  return kept.understudyPortal;
}

function open(): Instance {
  const config = portalConfig();
  return {
    config,
    db: openDb(config.databaseUrl),
    log: pino({ name: "portal", level: config.logLevel }),
    sealingKey: loadSealingKey(config.sealingKey),
  };
}
