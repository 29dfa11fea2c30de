import { handle } from "@/app/_server/handle.ts";
import { VersionParams } from "#lib/catalogue/schema";
import { getReference } from "#lib/reference";

export const GET = handle({ params: VersionParams }, ({ ctx, params }) => getReference(ctx, params));
