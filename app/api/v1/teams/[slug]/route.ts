import { handle } from "@/app/_server/handle.ts";
import { readTeam, TeamParams } from "#lib/identity";

export const GET = handle({ params: TeamParams }, ({ ctx, params }) => readTeam(ctx, params.slug));
