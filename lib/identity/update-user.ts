import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import type { User, UserChanges } from "./schema.ts";
import { toUser, USER_SELECT } from "./user-row.ts";

/**
 * Changes name, role, the grant to be on call, or state. Deactivating ends every session and password link of the account at once.
 * Throws `conflict` when no active administrator would be left.
 */
export async function updateUser(ctx: Ctx, input: { id: string; changes: UserChanges }): Promise<User> {
  const { id, changes } = input;
  return change(ctx, { action: "user.update", kind: "user", id }, async (tx) => {
    const admins = await lockAdmins(tx);
    const before = await tx.user.findUnique({
      where: { id },
      select: { name: true, role: true, onCall: true, state: true },
    });
    if (!before) throw new AppError("not_found", "There is no such account.");
    const after = { ...before, ...given(changes) };
    const staysAdmin = after.role === "admin" && after.state === "active";
    if (!staysAdmin && admins.length === 1 && admins[0] === id) throw lastAdmin();
    const isLeaving = before.state === "active" && after.state === "deactivated";
    if (isLeaving) await tx.passwordReset.deleteMany({ where: { userId: id, usedAt: null } });
    const row = await tx.user.update({
      where: { id },
      data: { ...after, ...(isLeaving ? { sessionEpoch: { increment: 1 } } : {}) },
      select: USER_SELECT,
    });
    return { result: toUser(row), before, after };
  });
}

function given(changes: UserChanges) {
  const { name, role, onCall, state } = changes;
  return {
    ...(name && { name }),
    ...(role && { role }),
    ...(onCall !== undefined && { onCall }),
    ...(state && { state }),
  };
}

/** The active administrators, locked: two who demote each other at once must not both succeed. */
async function lockAdmins(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "User" WHERE role = 'admin' AND state = 'active' ORDER BY id FOR UPDATE`;
  return rows.map((row) => row.id);
}

function lastAdmin(): AppError {
  return new AppError("conflict", "This is the last active administrator. Make somebody else one first.");
}
