export * from "./schema.ts";
export { ingestBatch } from "./ingest-batch.ts";
export { getLive } from "./get-live.ts";
export { getRibbon } from "./get-ribbon.ts";
export { listIncidents } from "./list-incidents.ts";
export { closeAbandonedIncidents } from "./close-abandoned-incidents.ts";
export { trimTelemetry } from "./trim-telemetry.ts";
export { latencyPercentileMs } from "./percentile.ts";
