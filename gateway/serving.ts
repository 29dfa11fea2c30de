import type { DataPlane } from "./data-plane.ts";
import type { DrainTimes } from "./front-server.ts";
import type { KeyTexts } from "./keyring.ts";
import type { GatewayMetrics } from "./metrics.ts";

/** Who takes the clients of a gateway: its own process, or several workers. */
export interface Serving {
  /** Takes clients. Resolves to the port in use; rejects when one cannot be had. */
  listen(port: number, host: string): Promise<number>;
  /** Undefined without TLS. */
  readonly tlsPort: number | undefined;
  /** Looks at the certificate on disk now. */
  reloadCertificate(): void;
  /** All processes take these keys. */
  exchangeKeys(texts: KeyTexts): void;
  /** Documents of these keys are in force here; resolves when they are wherever clients are served. */
  spread(keys: readonly string[]): Promise<void>;
  /** What there was to load is loaded: an unknown path is unknown, not early. */
  loaded(): void;
  /** Why no clients should come, as far as it is known here. */
  notReady(): string | undefined;
  /** Of all processes together, in Prometheus' text format. */
  metrics(): Promise<string>;
  /** Resolves when every client has its answer and is gone. */
  drain(): Promise<void>;
}

interface OwnParts {
  plane: DataPlane;
  metrics: GatewayMetrics;
  times: Partial<DrainTimes>;
}

/** The gateway of one process: what is in force here is in force. */
export function serveHere({ plane, metrics, times }: OwnParts): Serving {
  return {
    listen: (port, host) => plane.listen(port, host),
    get tlsPort() {
      return plane.tlsPort;
    },
    reloadCertificate: () => plane.reloadCertificate(),
    exchangeKeys: () => undefined,
    spread: async () => undefined,
    loaded: () => undefined,
    notReady: () => undefined,
    metrics: () => metrics.registry.metrics(),
    drain: () => plane.drain(times),
  };
}
