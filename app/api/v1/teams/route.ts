import { handle } from "@/app/_server/handle.ts";
import { createTeam, CreateTeam, listTeams, TeamList } from "#lib/identity";

export const GET = handle({ query: TeamList.api }, ({ ctx, query }) => listTeams(ctx, query));

export const POST = handle({ body: CreateTeam, status: 201 }, ({ ctx, body }) => createTeam(ctx, body));
