import type { Logger } from "pino";
import type { TlsConfig } from "#lib/config";
import type { Store } from "#lib/store";
import type { Clock } from "./clock.ts";
import type { Keyring } from "./keyring.ts";
import type { ResolveSecret } from "./secrets.ts";
import type { StaleBounds } from "./stale-bounds.ts";

export interface GatewayOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  adminPort: number;
  /** Absent: no TLS port. */
  tls?: TlsConfig | undefined;
  /** Addresses and ranges whose forwarding headers are believed; nobody unless told. */
  trustedProxies?: string[];
  environment: string;
  node: string;
  softwareVersion: string;
  snapshotDir: string;
  /** Bounds of the last good answers; 0 on disk: none are kept there. */
  stale?: StaleBounds;
  store: Store;
  keys: Keyring;
  secret: ResolveSecret;
  /** Absent: nothing is reported. */
  telemetry: { url: string; token: string } | undefined;
  log: Logger;
  clock?: Clock;
  /** Processes that serve clients; 1: this one. */
  workers?: number;
  /** Plans are counted together with the other gateways of the environment. Absent: by this one alone. */
  redisUrl?: string | undefined;
  /** How long a request waits for Redis; 250 unless told. */
  redisAnswerMs?: number;
  /** How long a draining gateway still accepts connections; 300 unless told. */
  lingerMs?: number;
  /** How long WebSockets go on while it drains; 10 000 unless told. */
  tunnelsMs?: number;
}
