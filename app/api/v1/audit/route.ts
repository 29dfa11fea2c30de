import { handle } from "@/app/_server/handle.ts";
import { AuditList, listAudit } from "#lib/identity";

export const GET = handle({ query: AuditList.api }, ({ ctx, query }) => listAudit(ctx, query));
