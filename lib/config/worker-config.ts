import { z } from "zod";
import { parseSettings, type Env } from "./parse.ts";
import { LogLevel, PostgresUrl, SealingKeys, SigningKey, StoreUrl } from "./settings.ts";

const WorkerEnv = z.object({
  DATABASE_URL: PostgresUrl,
  STORE_URL: StoreUrl.optional(),
  SEALING_KEY: SealingKeys,
  SIGNING_KEY: SigningKey,
  LOG_LEVEL: LogLevel.default("info"),
});

export interface WorkerConfig {
  databaseUrl: string;
  storeUrl: string;
  /** Base64; the first seals, all open. */
  sealingKeys: readonly string[];
  /** Base64 PKCS #8; only the worker signs documents. */
  signingKey: string;
  logLevel: LogLevel;
}

/** What the worker needs to run. Throws AppError("invalid") that names every mistaken variable. */
export function workerConfig(env: Env = process.env): WorkerConfig {
  const given = parseSettings(WorkerEnv, env);
  return {
    databaseUrl: given.DATABASE_URL,
    storeUrl: given.STORE_URL ?? given.DATABASE_URL,
    sealingKeys: given.SEALING_KEY,
    signingKey: given.SIGNING_KEY,
    logLevel: given.LOG_LEVEL,
  };
}
