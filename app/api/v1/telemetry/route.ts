import { gatewayActor } from "@/app/_server/gateway-actor.ts";
import { handle } from "@/app/_server/handle.ts";
import { ingestBatch } from "#lib/telemetry";
import { Ingested, TelemetryBatch } from "#lib/telemetry/schema";

/** A full batch of every kind of report. */
const BODY_MAX_BYTES = 4 * 1024 * 1024;

export const POST = handle(
  {
    summary: "Post what a gateway counted",
    area: "platform",
    body: TelemetryBatch,
    actor: "gateway",
    bodyMaxBytes: BODY_MAX_BYTES,
    status: 202,
    answer: Ingested,
  },
  ({ ctx, body, request }) => ingestBatch({ ...ctx, actor: gatewayActor(request, body) }, body),
);
