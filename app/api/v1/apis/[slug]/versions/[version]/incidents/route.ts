import { handle } from "@/app/_server/handle.ts";
import { VersionParams } from "#lib/publishing/schema";
import { listIncidents } from "#lib/telemetry";
import { IncidentDto, IncidentList } from "#lib/telemetry/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List a version's incidents",
    area: "incidents",
    params: VersionParams,
    query: IncidentList.api,
    answer: pageOf(IncidentDto),
  },
  ({ ctx, params, query }) => listIncidents(ctx, query, params),
);
