import { createHmac, createPrivateKey, createPublicKey, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GivenSecrets } from "#lib/config";
import { newSealingKey, newSigningKeys } from "#lib/signing";

/** What the processes of one installation share, each only its part. */
export interface Secrets {
  authSecret: string;
  /** The first seals, all open. */
  sealingKeys: readonly [string, ...string[]];
  signingKey: string;
  /** What gateways verify with: the signing key's other half, and while keys are rotated another. */
  signingPublicKeys: readonly string[];
  telemetrySecret: string;
  /** Of the gateway's own database role. */
  gatewayDatabasePassword: string;
  /** Of the database role that portal and worker connect as. */
  productDatabasePassword: string;
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
  const keptNow = (name: keyof typeof MAKERS) => kept[name] ?? "";
  const signingKey = given.signingKey ?? keptNow("SIGNING_KEY");
  const authSecret = given.authSecret ?? keptNow("AUTH_SECRET");
  return {
    authSecret,
    sealingKeys: listOf(given.sealingKeys?.join(",") ?? keptNow("SEALING_KEY")),
    signingKey,
    signingPublicKeys: given.signingPublicKeys ?? [publicHalf(signingKey), ...othersKept(kept, given)],
    telemetrySecret: given.telemetrySecret ?? keptNow("TELEMETRY_SECRET"),
    gatewayDatabasePassword: keptNow("GATEWAY_DATABASE_PASSWORD"),
    productDatabasePassword: databasePassword(authSecret),
  };
}

/** Made from what all portals of a database share: whoever renews the role gives it the password that it has. */
function databasePassword(authSecret: string): string {
  return createHmac("sha256", authSecret).update("product database role").digest("base64url");
}

/** Public keys that are accepted besides the signing key's own while it is rotated. */
function othersKept(kept: Record<string, string>, given: GivenSecrets): string[] {
  const others = given.signingKey === undefined ? kept["OTHER_SIGNING_PUBLIC_KEYS"] : undefined;
  return others ? listOf(others) : [];
}

function listOf(keys: string): [string, ...string[]] {
  const [first = "", ...others] = keys.split(",");
  return [first, ...others];
}

function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** Base64 SubjectPublicKeyInfo of a base64 PKCS #8 key. */
export function publicHalf(signingKey: string): string {
  const key = createPrivateKey({ key: Buffer.from(signingKey, "base64"), format: "der", type: "pkcs8" });
  return createPublicKey(key).export({ format: "der", type: "spki" }).toString("base64");
}

/** What is in `secrets.json`, by setting. */
export function readKept(dataDir: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(dataDir, "secrets.json"), "utf8")) as Record<string, string>;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}

/** Changes `secrets.json`; what runs on it follows. */
export function changeSecrets(dataDir: string, change: (kept: Record<string, string>) => void): void {
  const kept = readKept(dataDir);
  change(kept);
  keep(dataDir, kept);
}

function keep(dataDir: string, secrets: Record<string, string>): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const path = join(dataDir, "secrets.json");
  writeFileSync(`${path}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
