import type { Actor } from "#lib/access";
import { Prisma } from "./generated/client.ts";

/** The APIs an actor may read, as a condition: the set form of the `api.read` rule. */
export function visibleApis(actor: Actor): Prisma.ApiWhereInput {
  switch (actor.kind) {
    case "system":
      return {};
    case "gateway":
    case "anonymous":
      return { id: { in: [] } };
    case "user":
      if (actor.role !== "member") return {};
      return visibleToTeams(Object.keys(actor.teams));
  }
}

function visibleToTeams(teamIds: string[]): Prisma.ApiWhereInput {
  const granted = { visibility: "restricted", grantedTeamIds: { hasSome: teamIds } } as const;
  return { OR: [{ visibility: "public" }, { teamId: { in: teamIds } }, granted] };
}

/** The same condition on the rows of "ApiSearch" under the alias `s`. */
export function visibleSearch(actor: Actor): Prisma.Sql {
  switch (actor.kind) {
    case "system":
      return Prisma.sql`true`;
    case "gateway":
    case "anonymous":
      return Prisma.sql`false`;
    case "user": {
      if (actor.role !== "member") return Prisma.sql`true`;
      const teamIds = Object.keys(actor.teams);
      return Prisma.sql`(s."visibility" = 'public' OR s."teamId" = ANY(${teamIds}::text[])
        OR (s."visibility" = 'restricted' AND s."grantedTeamIds" && ${teamIds}::text[]))`;
    }
  }
}
