import { handle } from "@/app/_server/handle.ts";
import { VersionParams } from "#lib/catalogue/schema";
import { getReference } from "#lib/reference";
import { ReferenceIndex } from "#lib/reference/schema";

export const GET = handle(
  { summary: "Read a version's reference", area: "catalogue", params: VersionParams, answer: ReferenceIndex },
  ({ ctx, params }) => getReference(ctx, params),
);
