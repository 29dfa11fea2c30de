import { handle } from "@/app/_server/handle.ts";
import { listIncidents } from "#lib/telemetry";
import { IncidentDto, IncidentList } from "#lib/telemetry/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  { summary: "List incidents", area: "incidents", query: IncidentList.api, answer: pageOf(IncidentDto) },
  ({ ctx, query }) => listIncidents(ctx, query),
);
