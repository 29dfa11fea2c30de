import { handle } from "@/app/_server/handle.ts";
import { VersionParams } from "#lib/catalogue/schema";
import { getReference, ReferenceIndexAnswer } from "#lib/reference";

export const GET = handle(
  {
    summary: "Read a version's reference",
    area: "catalogue",
    params: VersionParams,
    answer: ReferenceIndexAnswer,
  },
  ({ ctx, params }) => getReference(ctx, params),
);
