import { handle } from "@/app/_server/handle.ts";
import { listOperations } from "#lib/catalogue";
import { OperationDto, OperationList, VersionParams } from "#lib/catalogue/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List a version's operations",
    area: "catalogue",
    params: VersionParams,
    query: OperationList.api,
    answer: pageOf(OperationDto),
  },
  ({ ctx, params, query }) => listOperations(ctx, params, query),
);
