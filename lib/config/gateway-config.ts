import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { AppError } from "#lib/errors";
import { parseSettings, type Env } from "./parse.ts";
import {
  ByteCount,
  Directory,
  Environment,
  FileName,
  Host,
  LogLevel,
  NodeName,
  Port,
  ProxyList,
  RedisUrl,
  SealingKeys,
  SigningPublicKeys,
  StoreUrl,
  Token,
  Workers,
  WebUrl,
} from "./settings.ts";
import { checkTls, tlsConfig, type TlsConfig } from "./tls-config.ts";

const KeysEnv = z.object({ SIGNING_PUBLIC_KEY: SigningPublicKeys, SEALING_KEY: SealingKeys });

const GatewayEnv = z
  .object({
    HOST: Host.default("127.0.0.1"),
    GATEWAY_PORT: Port.default(8080),
    GATEWAY_ADMIN_PORT: Port.default(8081),
    GATEWAY_TLS_PORT: Port.optional(),
    GATEWAY_TLS_CERT_FILE: FileName.optional(),
    GATEWAY_TLS_KEY_FILE: FileName.optional(),
    TRUSTED_PROXIES: ProxyList.default([]),
    GATEWAY_ENVIRONMENT: Environment.default("production"),
    GATEWAY_NODE: NodeName.optional(),
    GATEWAY_SNAPSHOT_DIR: Directory.optional(),
    GATEWAY_STALE_MEMORY_BYTES: ByteCount.default(64 * 1024 * 1024),
    GATEWAY_STALE_DISK_BYTES: ByteCount.default(256 * 1024 * 1024),
    GATEWAY_WORKERS: Workers.default(1),
    DATA_DIR: Directory.default("./.understudy"),
    GATEWAY_REDIS_URL: RedisUrl.optional(),
    STORE_URL: StoreUrl,
    SIGNING_PUBLIC_KEY: SigningPublicKeys,
    SEALING_KEY: SealingKeys,
    TELEMETRY_URL: WebUrl.optional(),
    TELEMETRY_TOKEN: Token.optional(),
    LOG_LEVEL: LogLevel.default("info"),
  })
  .refine((given) => given.GATEWAY_PORT !== given.GATEWAY_ADMIN_PORT, {
    path: ["GATEWAY_ADMIN_PORT"],
    error: "is the same as GATEWAY_PORT. Give it a port of its own.",
  })
  .superRefine(checkTls)
  .refine((given) => (given.TELEMETRY_URL === undefined) === (given.TELEMETRY_TOKEN === undefined), {
    path: ["TELEMETRY_TOKEN"],
    error: "and TELEMETRY_URL go together. Set both or neither.",
  });

export interface GatewayConfig {
  host: string;
  port: number;
  adminPort: number;
  /** Absent: no TLS. */
  tls: TlsConfig | undefined;
  /** Addresses and ranges whose forwarding headers are believed. */
  trustedProxies: string[];
  /** The slug of the one environment this gateway serves. */
  environment: string;
  /** Its name within the environment. */
  node: string;
  /** Where the last good documents are kept. */
  snapshotDir: string;
  /** Where plans are counted together with the environment's other gateways. Absent: by this one alone. */
  redisUrl: string | undefined;
  /** Processes that serve clients; 1: the gateway is one process. */
  workers: number;
  /** How much of the last good answers is kept. */
  stale: { memoryBytes: number; diskBytes: number };
  storeUrl: string;
  keys: {
    /** Base64 SPKI: documents that none of these signed are refused. */
    signingPublicKeys: string[];
    /** Base64; all open, the first seals. */
    sealingKeys: string[];
  };
  /** Where the keys come from, if from a file: it is read again when it changes. */
  keysFile: string | undefined;
  /** Where batches are posted, and as whom. Absent: nothing is reported, everything is served. */
  telemetry: { url: string; token: string } | undefined;
  logLevel: LogLevel;
}

/** What a gateway needs to run. Throws AppError("invalid") that names every mistaken variable. */
export function gatewayConfig(env: Env = process.env): GatewayConfig {
  const keysFile = env["GATEWAY_KEYS_FILE"] === "" ? undefined : env["GATEWAY_KEYS_FILE"];
  const given = parseSettings(
    GatewayEnv,
    keysFile === undefined ? env : { ...env, ...readKeysFile(keysFile) },
  );
  const node = given.GATEWAY_NODE ?? defaultNodeName(given.GATEWAY_PORT);
  const { TELEMETRY_URL: url, TELEMETRY_TOKEN: token } = given;
  return {
    host: given.HOST,
    port: given.GATEWAY_PORT,
    adminPort: given.GATEWAY_ADMIN_PORT,
    tls: tlsConfig(given),
    trustedProxies: given.TRUSTED_PROXIES,
    environment: given.GATEWAY_ENVIRONMENT,
    node,
    snapshotDir: resolve(
      /* turbopackIgnore: true */ given.GATEWAY_SNAPSHOT_DIR ?? `${given.DATA_DIR}/gateways/${node}`,
    ),
    redisUrl: given.GATEWAY_REDIS_URL,
    workers: given.GATEWAY_WORKERS,
    stale: { memoryBytes: given.GATEWAY_STALE_MEMORY_BYTES, diskBytes: given.GATEWAY_STALE_DISK_BYTES },
    storeUrl: given.STORE_URL,
    keys: keysOf(given),
    keysFile,
    telemetry: url !== undefined && token !== undefined ? { url, token } : undefined,
    logLevel: given.LOG_LEVEL,
  };
}

/** The keys in a gateway's keys file. Throws AppError("invalid") with what is wrong with it. */
export function gatewayKeys(keysFile: string): GatewayConfig["keys"] {
  return keysOf(parseSettings(KeysEnv, readKeysFile(keysFile)));
}

function keysOf(given: z.infer<typeof KeysEnv>): GatewayConfig["keys"] {
  return { signingPublicKeys: given.SIGNING_PUBLIC_KEY, sealingKeys: given.SEALING_KEY };
}

/** JSON with the two settings of the same names. */
function readKeysFile(path: string): Env {
  try {
    const { SIGNING_PUBLIC_KEY, SEALING_KEY } = JSON.parse(readFileSync(path, "utf8")) as Env;
    return { SIGNING_PUBLIC_KEY, SEALING_KEY };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("invalid", `GATEWAY_KEYS_FILE: ${path} cannot be read: ${reason}`, { cause });
  }
}

/** `<host name>-<port>`, of characters that are safe in a store key. */
export function defaultNodeName(port: number): string {
  const machine = hostname().replace(/[^A-Za-z0-9._-]/g, "-");
  return `${machine.replace(/^[^A-Za-z0-9]+/, "").slice(0, 90) || "gateway"}-${port}`;
}
