import { createPrivateKey, createPublicKey, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GivenSecrets } from "#lib/config";
import { newSealingKey, newSigningKeys } from "#lib/signing";

/** What the processes of one installation share, each only its part. */
export interface Secrets {
  authSecret: string;
  sealingKey: string;
  signingKey: string;
  signingPublicKey: string;
  telemetrySecret: string;
  /** Of the gateway's own database role. */
  gatewayDatabasePassword: string;
}

const MAKERS: Record<string, () => string> = {
  AUTH_SECRET: newSecret,
  SEALING_KEY: newSealingKey,
  SIGNING_KEY: () => newSigningKeys().privateKey,
  TELEMETRY_SECRET: newSecret,
  GATEWAY_DATABASE_PASSWORD: newSecret,
};

/** The given secrets; what is not given comes from `<dataDir>/secrets.json` (mode 0600), made there when absent. */
export function loadSecrets(dataDir: string, given: GivenSecrets): Secrets {
  const kept = readKept(dataDir);
  const made = Object.entries(MAKERS).filter(([name]) => kept[name] === undefined);
  for (const [name, make] of made) kept[name] = make();
  if (made.length > 0) keep(dataDir, kept);
  const signingKey = given.signingKey ?? kept["SIGNING_KEY"] ?? "";
  return {
    authSecret: given.authSecret ?? kept["AUTH_SECRET"] ?? "",
    sealingKey: given.sealingKey ?? kept["SEALING_KEY"] ?? "",
    signingKey,
    signingPublicKey: publicHalf(signingKey),
    telemetrySecret: given.telemetrySecret ?? kept["TELEMETRY_SECRET"] ?? "",
    gatewayDatabasePassword: kept["GATEWAY_DATABASE_PASSWORD"] ?? "",
  };
}

function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

function publicHalf(signingKey: string): string {
  const key = createPrivateKey({ key: Buffer.from(signingKey, "base64"), format: "der", type: "pkcs8" });
  return createPublicKey(key).export({ format: "der", type: "spki" }).toString("base64");
}

function readKept(dataDir: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(dataDir, "secrets.json"), "utf8")) as Record<string, string>;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}

function keep(dataDir: string, secrets: Record<string, string>): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const path = join(dataDir, "secrets.json");
  writeFileSync(`${path}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
