import { handle } from "@/app/_server/handle.ts";
import { compareRevisions } from "#lib/publishing";
import { CompareRevisions, VersionParams } from "#lib/publishing/schema";

export const GET = handle({ params: VersionParams, query: CompareRevisions }, ({ ctx, params, query }) =>
  compareRevisions(ctx, params, query),
);
