import type { IncidentEvent, InService, TargetState } from "#lib/fallback";
import type { AttemptReport, TrafficReport, UseReport } from "#lib/telemetry/schema";
import type { Registry } from "prom-client";
import type { SharedDocument } from "./documents.ts";
import type { KeyTexts } from "./keyring.ts";
import type { Grant } from "./metering.ts";
import type { CellEvent } from "./state-link.ts";

export type Metrics = Awaited<ReturnType<Registry["getMetricsAsJSON"]>>;

/** Names a target of a version; another address or credential is another target. */
export interface CellName {
  key: string;
  target: string;
  identity: string;
}

/** What the hub of a gateway tells its workers. All messages between them are plain JSON. */
export type HubMessage =
  /** Verified documents to put in force; answered with `applied`. */
  | { kind: "documents"; id: number; documents: SharedDocument[] }
  /** Everything known so far was told: take clients. */
  | { kind: "serve" }
  /** What there was to load is loaded. */
  | { kind: "loaded" }
  /** States that hold from now on. `acks`: by worker, the last of its events that are in them. */
  | { kind: "states"; states: VersionStates[]; acks: Record<number, number> }
  /** Requests under way at a target with a limit, by worker. */
  | ({ kind: "places"; byWorker: Record<number, number> } & CellName)
  | { kind: "keys"; texts: KeyTexts }
  /** Look at the certificate on disk. */
  | { kind: "certificate" }
  /** The answer to `ask`. */
  | { kind: "granted"; id: number; grant: Grant }
  | { kind: "metrics"; id: number }
  | { kind: "ping" }
  | { kind: "drain" };

export interface VersionStates {
  key: string;
  cells: { target: string; identity: string; state: TargetState }[];
  inService?: InService | undefined;
}

/** What a worker tells the hub. */
export type WorkerMessage =
  | { kind: "applied"; id: number }
  | { kind: "listening"; port: number; tlsPort: number | undefined }
  | { kind: "failed"; code: string; port: number; message: string }
  | { kind: "events"; events: WorkerEvent[] }
  | { kind: "traffic"; traffic: TrafficReport[]; attempts: AttemptReport[]; uses: UseReport[] }
  /** Some requests of a subscription's plan, please. */
  | { kind: "ask"; id: number; subscriptionId: string; wanted: number }
  | { kind: "metrics"; id: number; metrics: Metrics }
  | { kind: "pong" };

export type WorkerEvent =
  | ({ kind: "cell"; seq: number; event: CellEvent } & CellName)
  /** Requests that succeeded and changed nothing but counts. */
  | ({ kind: "successes"; count: number; atMs: number } & CellName)
  | ({ kind: "places"; taken: number } & CellName)
  | { kind: "incident"; key: string; event: IncidentEvent };
