import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { writeLink } from "./password-link.ts";
import type { ResetLink } from "./schema.ts";

/**
 * A one-time link, good for 24 hours, that an administrator hands out. The password in force stays until it is used.
 * Throws `not_found`, and `conflict` for a deactivated account.
 */
export async function createResetLink(ctx: Ctx, userId: string): Promise<ResetLink> {
  return change(ctx, { action: "user.reset_password", kind: "user", id: userId }, async (tx) => {
    const user = await tx.user.findUnique({ where: { id: userId }, select: { state: true } });
    if (!user) throw new AppError("not_found", "There is no such account.");
    if (user.state !== "active")
      throw new AppError("conflict", "The account is deactivated. Activate it first.");
    const link = await writeLink(tx, { userId, createdById: ctx.actor.id, now: ctx.now });
    return { result: link, after: { expiresAt: link.expiresAt } };
  });
}
