import { handle } from "@/app/_server/handle.ts";
import { listOperations } from "#lib/catalogue";
import { OperationList, VersionParams } from "#lib/catalogue/schema";

export const GET = handle({ params: VersionParams, query: OperationList.api }, ({ ctx, params, query }) =>
  listOperations(ctx, params, query),
);
