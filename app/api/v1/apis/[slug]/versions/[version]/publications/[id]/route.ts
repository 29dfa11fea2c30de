import { handle } from "@/app/_server/handle.ts";
import { getPublication } from "#lib/publishing";
import { PublicationParams } from "#lib/publishing/schema";

export const GET = handle({ params: PublicationParams }, ({ ctx, params }) => getPublication(ctx, params));
