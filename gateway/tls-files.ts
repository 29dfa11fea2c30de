import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { TlsConfig } from "#lib/config";
import { AppError } from "#lib/errors";

/** A certificate with its key, both PEM, as far as can be known in order. */
export interface TlsMaterial {
  cert: string;
  key: string;
  /** End of the first certificate's validity, ms since 1970. */
  expiresAtMs: number;
}

/** Reads and checks both files. Throws AppError("invalid") with one message per mistake, each naming its setting. */
export function readTlsFiles({ certFile, keyFile }: TlsConfig): TlsMaterial {
  const problems: string[] = [];
  const check = <T>(setting: string, file: string, parse: (text: string) => T): [string, T] | undefined => {
    try {
      const text = readFileSync(file, "utf8");
      return [text, parse(text)];
    } catch (error) {
      problems.push(`${setting}: ${file} ${whatIsWrong(error)}`);
      return undefined;
    }
  };
  const cert = check("GATEWAY_TLS_CERT_FILE", certFile, (text) => new X509Certificate(text));
  const key = check("GATEWAY_TLS_KEY_FILE", keyFile, (text) => createPrivateKey(text));
  if (cert && key && !cert[1].checkPrivateKey(key[1]))
    problems.push(`GATEWAY_TLS_KEY_FILE: ${keyFile} is not the key of the certificate in ${certFile}.`);
  if (!cert || !key || problems.length > 0) throw new AppError("invalid", problems.join("\n"));
  try {
    // All that a handshake needs: also the rest of the chain, and a key that is strong enough.
    createSecureContext({ cert: cert[0], key: key[0] });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("invalid", `GATEWAY_TLS_CERT_FILE: ${certFile} cannot be used: ${reason}.`, { cause });
  }
  return { cert: cert[0], key: key[0], expiresAtMs: Date.parse(cert[1].validTo) };
}

function whatIsWrong(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return "does not exist.";
    case "EACCES":
      return "may not be read by this process.";
    case "EISDIR":
      return "is a directory.";
    default:
      return `cannot be read as PEM: ${message}.`;
  }
}
