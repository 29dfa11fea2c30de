import { handle } from "@/app/_server/handle.ts";
import { jsonLinesResponse } from "@/app/_server/json-lines-response.ts";
import { AuditFilter, exportAudit } from "#lib/identity";

export const GET = handle(
  {
    summary: "Export audit entries",
    description:
      "Answers with JSON lines (`application/x-ndjson`), oldest first: an entry each, with its seal.",
    area: "platform",
    query: AuditFilter,
    file: "application/x-ndjson",
  },
  async ({ ctx, query }) => jsonLinesResponse(await exportAudit(ctx, query), "audit"),
);
