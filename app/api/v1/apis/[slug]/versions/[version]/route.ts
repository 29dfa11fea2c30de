import { handle } from "@/app/_server/handle.ts";
import { getVersion } from "#lib/catalogue";
import { VersionParams } from "#lib/catalogue/schema";

export const GET = handle({ params: VersionParams }, ({ ctx, params }) => getVersion(ctx, params));
