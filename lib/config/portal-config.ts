import { z } from "zod";
import { MAIL_SETTINGS, mailSender, type MailSender } from "./mail-config.ts";
import { checkOidc, OIDC_SETTINGS, oidcConfig, type OidcConfig } from "./oidc-config.ts";
import { parseSettings, type Env } from "./parse.ts";
import {
  Environment,
  Host,
  LogLevel,
  Port,
  ProxyList,
  PostgresUrl,
  SealingKeys,
  Secret,
  StoreUrl,
  WebUrl,
} from "./settings.ts";

const PortalEnv = z
  .object({
    HOST: Host.default("127.0.0.1"),
    PORTAL_PORT: Port.default(3000),
    PORTAL_URL: WebUrl.optional(),
    TRUSTED_PROXIES: ProxyList.default([]),
    DATABASE_URL: PostgresUrl,
    STORE_URL: StoreUrl.optional(),
    AUTH_SECRET: Secret,
    SEALING_KEY: SealingKeys,
    TELEMETRY_SECRET: Secret,
    GATEWAY_URL: WebUrl.optional(),
    GATEWAY_ENVIRONMENT: Environment.default("production"),
    MAIL_FROM: MAIL_SETTINGS.MAIL_FROM,
    ...OIDC_SETTINGS,
    LOG_LEVEL: LogLevel.default("info"),
    NODE_ENV: z.string().optional(),
  })
  .superRefine(checkOidc);

export interface PortalConfig {
  /** Where browsers reach the portal, without a slash at the end. */
  portalUrl: string;
  /** Whose `x-forwarded-for` is believed. */
  trustedProxies: string[];
  databaseUrl: string;
  storeUrl: string;
  authSecret: string;
  /** Base64. */
  sealingKey: string;
  telemetrySecret: string;
  /** Where clients reach the gateways of one environment, for examples on API pages; absent: not told. */
  gateway: { url: string; environment: string } | undefined;
  /** In whose name notifications are mailed; absent: they stay in the portal. The worker sends them. */
  mailSender: MailSender | undefined;
  /** The OpenID Connect provider people may sign in with, besides passwords. */
  oidc: OidcConfig | undefined;
  logLevel: LogLevel;
  /** Run by the development server, which evaluates code in the browser. */
  isDevelopment: boolean;
}

/** What the portal needs to run. Throws AppError("invalid") that names every mistaken variable. */
export function portalConfig(env: Env = process.env): PortalConfig {
  const given = parseSettings(PortalEnv, env);
  return {
    portalUrl: publicUrl(given),
    trustedProxies: given.TRUSTED_PROXIES,
    databaseUrl: given.DATABASE_URL,
    storeUrl: given.STORE_URL ?? given.DATABASE_URL,
    authSecret: given.AUTH_SECRET,
    sealingKey: given.SEALING_KEY[0],
    telemetrySecret: given.TELEMETRY_SECRET,
    gateway: given.GATEWAY_URL
      ? { url: given.GATEWAY_URL.replace(/\/+$/, ""), environment: given.GATEWAY_ENVIRONMENT }
      : undefined,
    mailSender: mailSender(given),
    oidc: oidcConfig(given),
    logLevel: given.LOG_LEVEL,
    isDevelopment: given.NODE_ENV === "development",
  };
}

/** `PORTAL_URL`, or the address the portal listens on. */
export function publicUrl(given: {
  HOST: string;
  PORTAL_PORT: number;
  PORTAL_URL?: string | undefined;
}): string {
  if (given.PORTAL_URL !== undefined) return given.PORTAL_URL.replace(/\/+$/, "");
  return `http://${reachableHost(given.HOST)}:${given.PORTAL_PORT}`;
}

/** A host to connect to: "every address" is reached on the loopback one. */
export function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
