import "server-only";
import type { Ctx } from "./page-ctx.ts";
import { listTeams, readSession, TeamList } from "#lib/identity";

/** The teams this person may register APIs and open applications for: their own as owner or maintainer; as administrator any, of which the first hundred are given and TeamField finds the others. */
export async function actingTeams(ctx: Ctx): Promise<{ slug: string; name: string }[]> {
  const { role, teams } = await readSession(ctx);
  if (role !== "admin") return teams.filter((team) => team.role !== "viewer");
  const all = await listTeams(ctx, TeamList.api.parse({ size: 100 }));
  return all.items.map(({ slug, name }) => ({ slug, name }));
}
