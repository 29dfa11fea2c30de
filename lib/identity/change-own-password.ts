import { authorise } from "#lib/access";
import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { assertNotAddress, hashPassword, isPassword } from "./password.ts";
import type { ChangePassword } from "./schema.ts";
import { countAttempt, forgiveAttempt } from "./sign-in-limits.ts";

/**
 * Sets one's own password; every session of the account ends, this one too.
 * Throws `invalid` at `current` when that is wrong (attempts count as sign-ins do), or at `password`.
 */
export async function changeOwnPassword(ctx: Ctx, input: ChangePassword): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== "user") throw new AppError("forbidden", "Only somebody who signed in has a password.");
  authorise(actor, "user.set_password", { userId: actor.id });
  const attempt = { email: actor.email, address: `user:${actor.id}` };
  await countAttempt(ctx.db, attempt);
  const user = await ctx.db.user.findUnique({ where: { id: actor.id }, select: { passwordHash: true } });
  if (!(await isPassword(input.current, user?.passwordHash ?? null))) throw wrongPassword();
  await forgiveAttempt(ctx.db, attempt);
  assertNotAddress(input.password, actor.email);
  const passwordHash = await hashPassword(input.password);
  await change(
    ctx,
    { action: "user.set_password", kind: "user", id: actor.id, userId: actor.id },
    async (tx) => {
      await tx.user.update({
        where: { id: actor.id },
        data: { passwordHash, sessionEpoch: { increment: 1 } },
        select: { id: true },
      });
      await tx.passwordReset.deleteMany({ where: { userId: actor.id, usedAt: null } });
      return { result: undefined };
    },
  );
}

function wrongPassword(): AppError {
  const message = "This is not your present password.";
  return new AppError("invalid", message, { issues: [{ path: ["current"], message }] });
}
