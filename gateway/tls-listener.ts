import { createServer, type Server, type TLSSocket } from "node:tls";
import type { Logger } from "pino";
import { Counter, Gauge, type Registry } from "prom-client";
import type { TlsConfig } from "#lib/config";
import { readTlsFiles, type TlsMaterial } from "./tls-files.ts";

interface TlsListenerParts {
  files: TlsConfig;
  registry: Registry;
  log: Logger;
  /** A handshake is done; `alpnProtocol` says what the client speaks. */
  connected(socket: TLSSocket): void;
}

/** How often the files are looked at: certificates are renewed days before they end. */
const LOOK_MS = 5_000;
const HANDSHAKE_MS = 15_000;
/** Warned of in the log when the certificate is read. */
const SOON_MS = 7 * 86_400_000;

/**
 * The TLS port. A new certificate on disk holds from the next handshake on, open connections go on under theirs; one that
 * cannot be used changes nothing but the log and the metrics.
 */
export class TlsListener {
  readonly server: Server;
  readonly #parts: TlsListenerParts;
  readonly #failures: Counter;
  #material: TlsMaterial;
  /** Of the files that were refused last: said once. */
  #refused = "";
  #timer: NodeJS.Timeout | undefined;

  /** Throws AppError("invalid") when the files cannot be used. */
  constructor(parts: TlsListenerParts) {
    this.#parts = parts;
    this.#material = readTlsFiles(parts.files);
    this.server = createServer({
      ...this.#context(),
      ALPNProtocols: ["h2", "http/1.1"],
      handshakeTimeout: HANDSHAKE_MS,
      noDelay: true,
    });
    this.server.on("secureConnection", (socket) => parts.connected(socket));
    // Whoever cannot shake hands is not heard; the socket is closed by Node.
    this.server.on("tlsClientError", (_error, socket) => socket.destroy());
    this.#failures = new Counter({
      name: "understudy_gateway_tls_reload_failures_total",
      help: "New certificates on disk that could not be used.",
      registers: [parts.registry],
    });
    const expiry: Gauge = new Gauge({
      name: "understudy_gateway_tls_certificate_expiry_seconds",
      // Of several workers: they have the same certificate.
      aggregator: "max",
      help: "When the certificate in use ends, in seconds since 1970.",
      registers: [parts.registry],
      collect: () => expiry.set(Math.floor(this.#material.expiresAtMs / 1000)),
    });
    this.#tellExpiry();
  }

  #context() {
    const { cert, key } = this.#material;
    return { cert, key, minVersion: "TLSv1.2" } as const;
  }

  #tellExpiry(): void {
    const { expiresAtMs } = this.#material;
    const expiresAt = new Date(expiresAtMs).toISOString();
    if (expiresAtMs - Date.now() < SOON_MS)
      this.#parts.log.warn({ expiresAt }, "the certificate in use has expired or will within a week");
  }

  /** Looks at the files from now on. */
  watch(): void {
    this.#timer = setInterval(() => this.reload(), LOOK_MS).unref();
  }

  /** Takes what is on disk if it is new and can be used. */
  reload(): void {
    const { files, log } = this.#parts;
    try {
      const material = readTlsFiles(files);
      if (material.cert === this.#material.cert && material.key === this.#material.key) return;
      if (material.expiresAtMs <= Date.now() && this.#material.expiresAtMs > Date.now())
        throw new Error(`the new certificate has expired at ${new Date(material.expiresAtMs).toISOString()}`);
      this.#material = material;
      this.server.setSecureContext(this.#context());
      this.#refused = "";
      log.info({ expiresAt: new Date(material.expiresAtMs).toISOString() }, "a new certificate is in use");
      this.#tellExpiry();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason === this.#refused) return;
      this.#refused = reason;
      this.#failures.inc();
      log.error({ reason }, "the certificate on disk cannot be used; the one before stays in use");
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
