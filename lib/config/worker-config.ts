import { z } from "zod";
import { checkMail, MAIL_SETTINGS, mailConfig, type MailConfig } from "./mail-config.ts";
import { parseSettings, type Env } from "./parse.ts";
import { publicUrl } from "./portal-config.ts";
import { Host, LogLevel, Port, PostgresUrl, SealingKeys, SigningKey, StoreUrl, WebUrl } from "./settings.ts";

const WorkerEnv = z
  .object({
    HOST: Host.default("127.0.0.1"),
    PORTAL_PORT: Port.default(3000),
    PORTAL_URL: WebUrl.optional(),
    ...MAIL_SETTINGS,
    DATABASE_URL: PostgresUrl,
    STORE_URL: StoreUrl.optional(),
    SEALING_KEY: SealingKeys,
    SIGNING_KEY: SigningKey,
    LOG_LEVEL: LogLevel.default("info"),
  })
  .superRefine(checkMail);

export interface WorkerConfig {
  databaseUrl: string;
  storeUrl: string;
  /** Base64; the first seals, all open. */
  sealingKeys: readonly string[];
  /** Base64 PKCS #8; only the worker signs documents. */
  signingKey: string;
  /** Where browsers reach the portal: the base of links in messages. */
  portalUrl: string;
  /** Absent: notifications stay in the portal. */
  mail: MailConfig | undefined;
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
    portalUrl: publicUrl(given),
    mail: mailConfig(given),
    logLevel: given.LOG_LEVEL,
  };
}
