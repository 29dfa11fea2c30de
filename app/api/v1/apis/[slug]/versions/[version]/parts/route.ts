import { z } from "zod";
import { handle } from "@/app/_server/handle.ts";
import { listParts } from "#lib/publishing";
import { ChainPartDto, PartsQuery, VersionParams } from "#lib/publishing/schema";

export const GET = handle(
  {
    summary: "List what a chain would get by naming a version",
    area: "publishing",
    params: VersionParams,
    query: PartsQuery,
    answer: z.array(ChainPartDto),
  },
  ({ ctx, params, query }) => listParts(ctx, params, query),
);
