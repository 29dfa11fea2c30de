export type { Env } from "./parse.ts";
export type { LogLevel } from "./settings.ts";
export { portalConfig, type PortalConfig } from "./portal-config.ts";
export { workerConfig, type WorkerConfig } from "./worker-config.ts";
export { gatewayConfig, gatewayKeys, type GatewayConfig } from "./gateway-config.ts";
export {
  launcherConfig,
  PORT_SETTINGS,
  type GivenSecrets,
  type LauncherConfig,
  type PortSetting,
} from "./launcher-config.ts";
export type { MailConfig, MailSender } from "./mail-config.ts";
export type { GroupRule, OidcConfig } from "./oidc-config.ts";
export type { TlsConfig } from "./tls-config.ts";
export { environmentSecret } from "./environment-secret.ts";
export { openapiDocumentFiles } from "./openapi-documents.ts";
