import { handle } from "@/app/_server/handle.ts";
import { listChains } from "#lib/publishing";
import { VersionParams } from "#lib/publishing/schema";

export const GET = handle({ params: VersionParams }, ({ ctx, params }) => listChains(ctx, params));
