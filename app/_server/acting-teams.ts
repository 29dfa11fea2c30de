import "server-only";
import type { TeamChoices } from "@/components/teams/team-field.tsx";
import { may, type Actor } from "#lib/access";
import { listTeams, readSession, TeamList } from "#lib/identity";
import { PAGE_SIZE_MAX } from "#lib/paging/schema";
import type { Ctx } from "./page-ctx.ts";

/** The teams this person may register APIs and open applications for: their own as owner or maintainer; as administrator any, of which TeamField finds those that are not on the first page. */
export async function actingTeams(ctx: Ctx): Promise<TeamChoices> {
  const { role, teams } = await readSession(ctx);
  if (role !== "admin") {
    const items = teams.filter((team) => team.role !== "viewer");
    return { items, total: items.length };
  }
  const { items, total } = await listTeams(ctx, TeamList.api.parse({ size: PAGE_SIZE_MAX }));
  return { items: items.map(({ slug, name }) => ({ slug, name })), total };
}

/** Whether there is such a team, as far as the actor alone says. */
export function actsForSomeTeam(actor: Actor): boolean {
  const teams = actor.kind === "user" ? Object.keys(actor.teams) : [];
  return may(actor, "api.create") || teams.some((teamId) => may(actor, "api.create", { teamId }));
}
