import { z } from "zod";
import { handle } from "@/app/_server/handle.ts";
import { listChains } from "#lib/publishing";
import { ServedChain, VersionParams } from "#lib/publishing/schema";

export const GET = handle(
  {
    summary: "List the chains a version is served with",
    area: "publishing",
    params: VersionParams,
    answer: z.array(ServedChain),
  },
  ({ ctx, params }) => listChains(ctx, params),
);
