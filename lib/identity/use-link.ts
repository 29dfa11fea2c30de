import { authorise } from "#lib/access";
import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { assertNotAddress, hashPassword } from "./password.ts";
import { tokenHash } from "./password-link.ts";
import type { LinkOwner, UseLink } from "./schema.ts";

/** Whom a link is for. Throws `not_found` for one that is unknown, used, replaced or expired. */
export async function readLink(ctx: Ctx, token: string): Promise<LinkOwner> {
  authorise(ctx.actor, "user.use_link");
  const { user, expiresAt } = await findLink(ctx, token);
  return { email: user.email, name: user.name, expiresAt: expiresAt.toISOString() };
}

/**
 * Sets the password of the link's account, once, and ends its sessions.
 * Throws `not_found` as `readLink`, `invalid` when the password is the address.
 */
export async function setPasswordByLink(ctx: Ctx, input: UseLink): Promise<{ email: string }> {
  authorise(ctx.actor, "user.use_link");
  const { id, user } = await findLink(ctx, input.token);
  assertNotAddress(input.password, user.email);
  const passwordHash = await hashPassword(input.password);
  return change(ctx, { action: "user.use_link", kind: "user", id: user.id }, async (tx) => {
    const used = await tx.passwordReset.updateMany({
      where: { id, usedAt: null, expiresAt: { gt: ctx.now }, user: { state: "active" } },
      data: { usedAt: ctx.now },
    });
    if (used.count !== 1) throw deadLink();
    await tx.user.update({
      where: { id: user.id },
      data: { passwordHash, sessionEpoch: { increment: 1 } },
      select: { id: true },
    });
    return { result: { email: user.email } };
  });
}

async function findLink(ctx: Ctx, token: string) {
  const link = await ctx.db.passwordReset.findFirst({
    where: {
      tokenHash: tokenHash(token),
      usedAt: null,
      expiresAt: { gt: ctx.now },
      user: { state: "active" },
    },
    select: { id: true, expiresAt: true, user: { select: { id: true, email: true, name: true } } },
  });
  if (!link) throw deadLink();
  return link;
}

function deadLink(): AppError {
  return new AppError(
    "not_found",
    "This link has been used or has expired. Ask an administrator for a new one.",
  );
}
