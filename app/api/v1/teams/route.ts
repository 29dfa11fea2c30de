import { handle } from "@/app/_server/handle.ts";
import { createTeam, CreateTeam, listTeams, TeamList, TeamSummary } from "#lib/identity";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  { summary: "List teams", area: "people", query: TeamList.api, answer: pageOf(TeamSummary) },
  ({ ctx, query }) => listTeams(ctx, query),
);

export const POST = handle(
  { summary: "Create a team", area: "people", body: CreateTeam, status: 201, answer: TeamSummary },
  ({ ctx, body }) => createTeam(ctx, body),
);
