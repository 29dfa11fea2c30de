import { handle } from "@/app/_server/handle.ts";
import { VersionParams } from "#lib/catalogue/schema";
import { pageOf } from "#lib/paging/schema";
import { listCallApplications } from "#lib/reference";
import { CallApplication, CallApplicationQuery } from "#lib/reference/schema";

export const GET = handle(
  {
    summary: "List applications to try a version with",
    description: "Those of the caller's that are subscribed to it in the environment, by name.",
    area: "consumers",
    params: VersionParams,
    query: CallApplicationQuery,
    answer: pageOf(CallApplication),
  },
  ({ ctx, params, query }) => listCallApplications(ctx, params, query),
);
