import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";

/** Forgets links that nobody can use any more. A background job: nothing changes for anyone. Returns how many. */
export async function removeExpiredLinks(ctx: Ctx): Promise<number> {
  authorise(ctx.actor, "user.reset_password");
  const { count } = await ctx.db.passwordReset.deleteMany({ where: { expiresAt: { lte: ctx.now } } });
  return count;
}
