import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";

/** Ends every session and token of an account at once: one's own, or as an administrator anybody's. Throws `not_found`. */
export async function endSessions(ctx: Ctx, userId: string): Promise<void> {
  await change(ctx, { action: "user.end_sessions", kind: "user", id: userId, userId }, async (tx) => {
    const { count } = await tx.user.updateMany({
      where: { id: userId },
      data: { sessionEpoch: { increment: 1 } },
    });
    if (count === 0) throw new AppError("not_found", "There is no such account.");
    return { result: undefined };
  });
}
