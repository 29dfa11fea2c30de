import { handle } from "@/app/_server/handle.ts";
import { listDependents } from "#lib/publishing";
import { DependentList, VersionParams } from "#lib/publishing/schema";

export const GET = handle({ params: VersionParams, query: DependentList.api }, ({ ctx, params, query }) =>
  listDependents(ctx, params, query),
);
