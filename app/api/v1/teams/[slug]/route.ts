import { handle } from "@/app/_server/handle.ts";
import { readTeam, Team, TeamParams } from "#lib/identity";

export const GET = handle(
  { summary: "Read a team", area: "people", params: TeamParams, answer: Team },
  ({ ctx, params }) => readTeam(ctx, params.slug),
);
