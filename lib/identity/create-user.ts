import { change, type Ctx } from "#lib/db";
import { newId } from "#lib/ids";
import { writeLink } from "./password-link.ts";
import type { CreatedUser, CreateUser } from "./schema.ts";
import { toUser, USER_SELECT } from "./user-row.ts";

/** Opens an account without a password, and the one-time link with which its owner sets one. */
export async function createUser(ctx: Ctx, input: CreateUser): Promise<CreatedUser> {
  return change(
    ctx,
    {
      action: "user.create",
      kind: "user",
      conflicts: { User_email_key: "Somebody has an account with this address already." },
    },
    async (tx) => {
      const { email, name, role, onCall = false } = input;
      const row = await tx.user.create({
        data: { id: newId("usr"), email, name, role, onCall, createdAt: ctx.now },
        select: USER_SELECT,
      });
      const link = await writeLink(tx, { userId: row.id, createdById: ctx.actor.id, now: ctx.now });
      return { result: { user: toUser(row), link }, id: row.id, after: { email, name, role, onCall } };
    },
  );
}
