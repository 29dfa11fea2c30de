import { resolve } from "node:path";
import type { z } from "zod";

/** Traffic over TLS beside the plain port; both files are PEM. */
export interface TlsConfig {
  port: number;
  /** The server's certificate, then those that lead to its root. */
  certFile: string;
  keyFile: string;
}

/** The settings that make up the TLS port. */
interface TlsSettings {
  PORTAL_PORT?: number | undefined;
  GATEWAY_PORT: number;
  GATEWAY_ADMIN_PORT: number;
  GATEWAY_TLS_PORT?: number | undefined;
  GATEWAY_TLS_CERT_FILE?: string | undefined;
  GATEWAY_TLS_KEY_FILE?: string | undefined;
}

const TLS_SETTINGS = ["GATEWAY_TLS_PORT", "GATEWAY_TLS_CERT_FILE", "GATEWAY_TLS_KEY_FILE"] as const;

/** All three or none, on a port of its own. */
export function checkTls(given: TlsSettings, context: z.RefinementCtx): void {
  const missing = TLS_SETTINGS.filter((name) => given[name] === undefined);
  if (missing.length < TLS_SETTINGS.length) {
    for (const name of missing) {
      const message = `is not set. ${TLS_SETTINGS.join(", ")} go together: set all or none.`;
      context.addIssue({ code: "custom", path: [name], message });
    }
  }
  for (const name of ["PORTAL_PORT", "GATEWAY_PORT", "GATEWAY_ADMIN_PORT"] as const) {
    if (given.GATEWAY_TLS_PORT === undefined || given.GATEWAY_TLS_PORT !== given[name]) continue;
    const message = `is the same as ${name}. Give it a port of its own.`;
    context.addIssue({ code: "custom", path: ["GATEWAY_TLS_PORT"], message });
  }
}

export function tlsConfig(given: TlsSettings): TlsConfig | undefined {
  const { GATEWAY_TLS_PORT: port, GATEWAY_TLS_CERT_FILE: cert, GATEWAY_TLS_KEY_FILE: key } = given;
  if (port === undefined || cert === undefined || key === undefined) return undefined;
  const path = (file: string) => resolve(/* turbopackIgnore: true */ file);
  return { port, certFile: path(cert), keyFile: path(key) };
}
