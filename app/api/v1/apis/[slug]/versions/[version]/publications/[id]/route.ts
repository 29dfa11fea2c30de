import { handle } from "@/app/_server/handle.ts";
import { getPublication } from "#lib/publishing";
import { PublicationDto, PublicationParams } from "#lib/publishing/schema";

export const GET = handle(
  { summary: "Read a publication", area: "publishing", params: PublicationParams, answer: PublicationDto },
  ({ ctx, params }) => getPublication(ctx, params),
);
