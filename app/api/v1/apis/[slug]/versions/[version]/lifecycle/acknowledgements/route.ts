import { handle } from "@/app/_server/handle.ts";
import { acknowledgeSunset } from "#lib/versions";
import { AcknowledgeSunset, Acknowledged, VersionLifeParams } from "#lib/versions/schema";

export const POST = handle(
  {
    summary: "Acknowledge that a version ends",
    area: "consumers",
    params: VersionLifeParams,
    body: AcknowledgeSunset,
    answer: Acknowledged,
  },
  ({ ctx, params, body }) => acknowledgeSunset(ctx, params, body),
);
