import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from "node:net";
import { connect as connectTls, createSecureContext, type SecureContext } from "node:tls";
import { guardedOptions, type EgressGuard } from "#lib/egress";

/** How a target's servers are authenticated; PEM texts, already resolved from their references. */
export interface TlsSettings {
  serverName?: string | undefined;
  ca?: string | undefined;
  clientCert?: string | undefined;
  verify: boolean;
}

/** Where to connect, worked out once. */
export interface Address {
  host: string;
  port: number;
  isSecure: boolean;
  /** The name in the TLS handshake; "" for an address, which has none (RFC 6066 §3). */
  tlsName: string;
  tls: TlsSettings;
  /** Certificates and key, parsed; undefined without TLS. */
  context: SecureContext | undefined;
}

/** `origin`: scheme, host and port of an http or https URL. */
export function addressOf(origin: string, tls: TlsSettings): Address {
  const url = new URL(origin);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isSecure = url.protocol === "https:";
  return {
    host,
    port: Number(url.port) || (isSecure ? 443 : 80),
    isSecure,
    tlsName: tls.serverName ?? (isIP(host) === 0 ? host : ""),
    tls,
    context: isSecure ? contextOf(tls) : undefined,
  };
}

function contextOf({ ca, clientCert }: TlsSettings): SecureContext {
  return createSecureContext({
    ...(ca === undefined ? {} : { ca }),
    ...(clientCert === undefined ? {} : { cert: clientCert, key: clientCert }),
  });
}

interface DialOptions {
  guard: EgressGuard;
  /** Absent: the socket is read as a stream. */
  onread?: OnReadOpts;
  /** Offered in the TLS handshake; HTTP/1.1 alone unless told. */
  protocols?: string[];
  /** Of an earlier connection to the same address: saves the handshake its costly part. */
  session: Buffer | undefined;
}

const KEEP_ALIVE_PROBE_MS = 60_000;

/**
 * Begins to connect; `connect` (`secureConnect` with TLS) or `error` tells how it went. Throws EgressRefused for an address
 * that may not be called; a name is judged once it is resolved, and refused by an `error`.
 */
export function dial({ host, port, tlsName, tls, context }: Address, options: DialOptions): Socket {
  const { guard, onread, session, protocols = ["http/1.1"] } = options;
  const at = guardedOptions(
    {
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS,
      ...(onread === undefined ? {} : { onread }),
    },
    guard,
  );
  if (!context) return connectTcp(at);
  return connectTls({
    ...at,
    servername: tlsName,
    rejectUnauthorized: tls.verify,
    ALPNProtocols: protocols,
    secureContext: context,
    ...(session === undefined ? {} : { session }),
  });
}
