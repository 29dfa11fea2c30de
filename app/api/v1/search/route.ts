import { handle } from "@/app/_server/handle.ts";
import { findAnything } from "#lib/catalogue";
import { FindAnything, Findings } from "#lib/catalogue/schema";

export const GET = handle(
  {
    summary: "Find APIs, operations, teams and applications",
    area: "catalogue",
    query: FindAnything,
    answer: Findings,
  },
  ({ ctx, query }) => findAnything(ctx, query),
);
