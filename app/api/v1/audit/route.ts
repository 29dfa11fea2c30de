import { handle } from "@/app/_server/handle.ts";
import { AuditList, AuditPage, listAudit } from "#lib/identity";

export const GET = handle(
  { summary: "List audit entries", area: "platform", query: AuditList.api, answer: AuditPage },
  ({ ctx, query }) => listAudit(ctx, query),
);
