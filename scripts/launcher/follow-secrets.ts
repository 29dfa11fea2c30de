import { mkdirSync, renameSync, unwatchFile, watchFile, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LauncherConfig } from "#lib/config";
import type { Secrets } from "./secrets.ts";

const EVERY_MS = 1_000;

/** Where the gateway of this machine finds its keys, so that it can exchange them without a restart. */
export function gatewayKeysFile({ dataDir, gateway }: LauncherConfig): string {
  return join(dataDir, "gateways", `${gateway.node}.keys.json`);
}

/** Puts the gateway's keys where it looks for them, whole or not at all, for the owner's eyes only. */
export function writeGatewayKeys(config: LauncherConfig, secrets: Secrets): void {
  const path = gatewayKeysFile(config);
  mkdirSync(dirname(path), { recursive: true, mode: 0o711 });
  const keys = {
    SIGNING_PUBLIC_KEY: secrets.signingPublicKeys.join(","),
    SEALING_KEY: secrets.sealingKeys.join(","),
  };
  writeFileSync(`${path}.new`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Calls `changed` soon after `secrets.json` was changed. Call the result to stop. */
export function followSecrets({ dataDir }: LauncherConfig, changed: () => void): () => void {
  const path = join(dataDir, "secrets.json");
  watchFile(path, { interval: EVERY_MS }, changed);
  return () => unwatchFile(path, changed);
}
