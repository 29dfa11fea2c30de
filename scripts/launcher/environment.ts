import type { Env, LauncherConfig } from "#lib/config";
import { telemetryToken } from "#lib/signing";
import { gatewayKeysFile } from "./follow-secrets.ts";
import type { Secrets } from "./secrets.ts";

/** What any process may need of the machine's environment; secrets of the installation are not among it. */
const PASSED_ON = ["PATH", "HOME", "TMPDIR", "TZ", "LANG", "LC_ALL", "NODE_EXTRA_CA_CERTS", "NO_COLOR"];
/** Secrets of targets that a policy names as `env:…`: the gateway's business. */
const TARGET_SECRET = /^UPSTREAM_/;

export interface Addresses {
  /** As portal and worker reach the database: by a role that owns nothing, where one could be made. */
  databaseUrl: string;
  /** As portal and worker reach the shared store. */
  storeUrl: string;
  /** As the gateway reaches it, with its own restricted role. */
  gatewayStoreUrl: string;
}

export interface Installed {
  config: LauncherConfig;
  secrets: Secrets;
  addresses: Addresses;
  /** The launcher's own environment. */
  outer: Env;
}

/** The portal signs nothing, so it has no signing key. */
export function portalEnvironment({ config, secrets, addresses, outer }: Installed): Record<string, string> {
  return {
    ...machine(outer),
    HOST: config.host,
    PORTAL_PORT: String(config.ports.PORTAL_PORT),
    PORTAL_URL: config.portalUrl,
    TRUSTED_PROXIES: config.trustedProxies.join(","),
    DATABASE_URL: addresses.databaseUrl,
    STORE_URL: addresses.storeUrl,
    AUTH_SECRET: secrets.authSecret,
    SEALING_KEY: secrets.sealingKeys.join(","),
    TELEMETRY_SECRET: secrets.telemetrySecret,
    GATEWAY_URL: config.gateway.url,
    GATEWAY_ENVIRONMENT: config.gateway.environment,
    LOG_LEVEL: config.logLevel,
    // next-auth reads these itself.
    NEXTAUTH_URL: config.portalUrl,
    NEXTAUTH_SECRET: secrets.authSecret,
    NEXT_TELEMETRY_DISABLED: "1",
    ...defined([["MAIL_FROM", config.mail.from], ...config.oidc]),
  };
}

export function workerEnvironment({ config, secrets, addresses, outer }: Installed): Record<string, string> {
  return {
    ...machine(outer),
    DATABASE_URL: addresses.databaseUrl,
    STORE_URL: addresses.storeUrl,
    SEALING_KEY: secrets.sealingKeys.join(","),
    SIGNING_KEY: secrets.signingKey,
    PORTAL_URL: config.portalUrl,
    ...defined([
      ["SMTP_URL", config.mail.smtpUrl],
      ["MAIL_FROM", config.mail.from],
    ]),
    LOG_LEVEL: config.logLevel,
  };
}

/** The gateway knows the store and nothing of the control plane: no database, no private key, only its own token. */
export function gatewayEnvironment({ config, secrets, addresses, outer }: Installed): Record<string, string> {
  const { environment, node, snapshotDir, workers, tls, staleMemoryBytes, staleDiskBytes, redisUrl } =
    config.gateway;
  const targetSecrets = Object.entries(outer).filter(([name]) => TARGET_SECRET.test(name));
  return {
    ...machine(outer),
    ...defined(targetSecrets),
    HOST: config.host,
    GATEWAY_PORT: String(config.ports.GATEWAY_PORT),
    GATEWAY_ADMIN_PORT: String(config.ports.GATEWAY_ADMIN_PORT),
    ...(tls && {
      GATEWAY_TLS_PORT: String(tls.port),
      GATEWAY_TLS_CERT_FILE: tls.certFile,
      GATEWAY_TLS_KEY_FILE: tls.keyFile,
    }),
    TRUSTED_PROXIES: config.trustedProxies.join(","),
    GATEWAY_ENVIRONMENT: environment,
    GATEWAY_NODE: node,
    GATEWAY_SNAPSHOT_DIR: snapshotDir,
    GATEWAY_WORKERS: String(workers),
    ...defined([
      ["GATEWAY_STALE_MEMORY_BYTES", staleMemoryBytes?.toString()],
      ["GATEWAY_STALE_DISK_BYTES", staleDiskBytes?.toString()],
      ["GATEWAY_REDIS_URL", redisUrl],
    ]),
    STORE_URL: addresses.gatewayStoreUrl,
    GATEWAY_KEYS_FILE: gatewayKeysFile(config),
    TELEMETRY_URL: `http://${config.reachableHost}:${config.ports.PORTAL_PORT}/api/v1/telemetry`,
    TELEMETRY_TOKEN: telemetryToken(secrets.telemetrySecret, environment, node),
    LOG_LEVEL: config.logLevel,
  };
}

function machine(outer: Env): Record<string, string> {
  return { ...defined(PASSED_ON.map((name) => [name, outer[name]])), NODE_ENV: "production" };
}

function defined(entries: [string, string | undefined][]): Record<string, string> {
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
