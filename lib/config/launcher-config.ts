import { resolve } from "node:path";
import { z } from "zod";
import { defaultNodeName } from "./gateway-config.ts";
import { checkMail, MAIL_SETTINGS } from "./mail-config.ts";
import { checkOidc, givenOidc, OIDC_SETTINGS } from "./oidc-config.ts";
import { parseSettings, type Env } from "./parse.ts";
import { publicUrl, reachableHost } from "./portal-config.ts";
import {
  ByteCount,
  Directory,
  Email,
  Environment,
  FileName,
  Host,
  LogLevel,
  NodeName,
  Password,
  Port,
  ProxyList,
  RedisUrl,
  PostgresUrl,
  SealingKeys,
  Secret,
  SigningKey,
  SigningPublicKeys,
  StoreUrl,
  WebUrl,
  Workers,
} from "./settings.ts";
import { checkTls, tlsConfig, type TlsConfig } from "./tls-config.ts";

const LauncherEnv = z
  .object({
    HOST: Host.default("127.0.0.1"),
    PORTAL_PORT: Port.default(3000),
    GATEWAY_PORT: Port.default(8080),
    GATEWAY_ADMIN_PORT: Port.default(8081),
    GATEWAY_TLS_PORT: Port.optional(),
    GATEWAY_TLS_CERT_FILE: FileName.optional(),
    GATEWAY_TLS_KEY_FILE: FileName.optional(),
    PORTAL_URL: WebUrl.optional(),
    TRUSTED_PROXIES: ProxyList.default([]),
    DATA_DIR: Directory.default("./.understudy"),
    DATABASE_URL: PostgresUrl.optional(),
    STORE_URL: StoreUrl.optional(),
    ADMIN_EMAIL: Email.optional(),
    ADMIN_PASSWORD: Password.optional(),
    GATEWAY_ENVIRONMENT: Environment.default("production"),
    GATEWAY_NODE: NodeName.optional(),
    GATEWAY_SNAPSHOT_DIR: Directory.optional(),
    GATEWAY_URL: WebUrl.optional(),
    GATEWAY_WORKERS: Workers.default(1),
    GATEWAY_STALE_MEMORY_BYTES: ByteCount.optional(),
    GATEWAY_STALE_DISK_BYTES: ByteCount.optional(),
    GATEWAY_REDIS_URL: RedisUrl.optional(),
    AUTH_SECRET: Secret.optional(),
    SEALING_KEY: SealingKeys.optional(),
    SIGNING_KEY: SigningKey.optional(),
    SIGNING_PUBLIC_KEY: SigningPublicKeys.optional(),
    TELEMETRY_SECRET: Secret.optional(),
    ...MAIL_SETTINGS,
    ...OIDC_SETTINGS,
    LOG_LEVEL: LogLevel.default("info"),
  })
  .superRefine(checkTls)
  .superRefine(checkMail)
  .superRefine(checkOidc)
  .superRefine((given, context) => {
    const ports = [given.PORTAL_PORT, given.GATEWAY_PORT, given.GATEWAY_ADMIN_PORT];
    PORT_SETTINGS.forEach((name, index) => {
      const twin = ports.indexOf(given[name]);
      if (twin === index) return;
      context.addIssue({ code: "custom", path: [name], message: `is the same as ${PORT_SETTINGS[twin]}.` });
    });
  });

/** The settings that name a port to listen on. */
export const PORT_SETTINGS = ["PORTAL_PORT", "GATEWAY_PORT", "GATEWAY_ADMIN_PORT"] as const;
export type PortSetting = (typeof PORT_SETTINGS)[number];

/** Secrets that are generated into the data directory when they are not given. */
export interface GivenSecrets {
  authSecret: string | undefined;
  /** The first seals, all open. */
  sealingKeys: string[] | undefined;
  signingKey: string | undefined;
  /** What gateways verify with; absent: the public half of the signing key. */
  signingPublicKeys: string[] | undefined;
  telemetrySecret: string | undefined;
}

export interface LauncherConfig {
  host: string;
  /** The host of addresses to connect to, in the form URLs take. */
  reachableHost: string;
  ports: Record<PortSetting, number>;
  portalUrl: string;
  /** Whose forwarding headers portal and gateway believe. */
  trustedProxies: string[];
  dataDir: string;
  /** Absent: embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | undefined;
  /** Absent: the shared store is the database. */
  storeUrl: string | undefined;
  admin: { email: string | undefined; password: string | undefined };
  gateway: {
    environment: string;
    node: string;
    snapshotDir: string;
    workers: number;
    /** Absent: as gateways do by themselves. */
    staleMemoryBytes: number | undefined;
    staleDiskBytes: number | undefined;
    redisUrl: string | undefined;
    /** Where clients reach it. */
    url: string;
    tls: TlsConfig | undefined;
  };
  /** As they were given, for the processes they are for. */
  mail: { smtpUrl: string | undefined; from: string | undefined };
  oidc: [string, string | undefined][];
  secrets: GivenSecrets;
  logLevel: LogLevel;
}

/** What starts a whole installation on one machine. Throws AppError("invalid") that names every mistaken variable. */
export function launcherConfig(env: Env = process.env): LauncherConfig {
  const given = parseSettings(LauncherEnv, env);
  const dataDir = resolve(/* turbopackIgnore: true */ given.DATA_DIR);
  const node = given.GATEWAY_NODE ?? defaultNodeName(given.GATEWAY_PORT);
  return {
    host: given.HOST,
    reachableHost: reachableHost(given.HOST),
    ports: {
      PORTAL_PORT: given.PORTAL_PORT,
      GATEWAY_PORT: given.GATEWAY_PORT,
      GATEWAY_ADMIN_PORT: given.GATEWAY_ADMIN_PORT,
    },
    portalUrl: publicUrl(given),
    trustedProxies: given.TRUSTED_PROXIES,
    dataDir,
    databaseUrl: given.DATABASE_URL,
    storeUrl: given.STORE_URL,
    admin: { email: given.ADMIN_EMAIL, password: given.ADMIN_PASSWORD },
    gateway: {
      environment: given.GATEWAY_ENVIRONMENT,
      tls: tlsConfig(given),
      node,
      workers: given.GATEWAY_WORKERS,
      staleMemoryBytes: given.GATEWAY_STALE_MEMORY_BYTES,
      staleDiskBytes: given.GATEWAY_STALE_DISK_BYTES,
      redisUrl: given.GATEWAY_REDIS_URL,
      url: given.GATEWAY_URL ?? `http://${reachableHost(given.HOST)}:${given.GATEWAY_PORT}`,
      snapshotDir: resolve(
        /* turbopackIgnore: true */ given.GATEWAY_SNAPSHOT_DIR ?? `${dataDir}/gateways/${node}`,
      ),
    },
    mail: { smtpUrl: given.SMTP_URL, from: given.MAIL_FROM },
    oidc: givenOidc(given),
    secrets: {
      authSecret: given.AUTH_SECRET,
      sealingKeys: given.SEALING_KEY,
      signingKey: given.SIGNING_KEY,
      signingPublicKeys: given.SIGNING_PUBLIC_KEY,
      telemetrySecret: given.TELEMETRY_SECRET,
    },
    logLevel: given.LOG_LEVEL,
  };
}
