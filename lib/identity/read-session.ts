import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import type { SessionUser } from "./schema.ts";

/** Who is signed in, with the names of all their teams: those their rights are read from. Throws `unauthenticated` for nobody. */
export async function readSession(ctx: Ctx): Promise<SessionUser> {
  const { actor } = ctx;
  if (actor.kind !== "user") throw new AppError("unauthenticated", "Sign in to continue.");
  const memberships = await ctx.db.membership.findMany({
    where: { userId: actor.id },
    select: { role: true, team: { select: { slug: true, name: true } } },
    orderBy: [{ team: { name: "asc" } }, { teamId: "asc" }],
  });
  const teams = memberships.map(({ role, team }) => ({ ...team, role }));
  const { id, email, name, role, onCall = false } = actor;
  return { id, email, name, role, onCall, teams };
}
