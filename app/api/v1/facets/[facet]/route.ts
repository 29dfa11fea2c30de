import { handle } from "@/app/_server/handle.ts";
import { listFacetValues } from "#lib/catalogue";
import { FacetParams, FacetValueList, FacetValuePage } from "#lib/catalogue/schema";

export const GET = handle(
  {
    summary: "List what the catalogue can be filtered by",
    area: "catalogue",
    params: FacetParams,
    query: FacetValueList,
    answer: FacetValuePage,
  },
  ({ ctx, params, query }) => listFacetValues(ctx, params, query),
);
