import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";
import { notify } from "#lib/notifications";

const DAY_MS = 86_400_000;
const AHEAD_MS = 7 * DAY_MS;
const AT_ONCE = 200;

/** Tells teams of keys that end within a week and have nothing in their place yet, once each. Returns how many. */
export async function notifyExpiringKeys(ctx: Ctx): Promise<number> {
  authorise(ctx.actor, "notification.send");
  const keys = await ctx.db.applicationKey.findMany({
    where: {
      expiresAt: { gt: ctx.now, lte: new Date(ctx.now.getTime() + AHEAD_MS) },
      expiryNotifiedAt: null,
      // Whoever made one for a day or less knows.
      createdAt: { lt: new Date(ctx.now.getTime() - DAY_MS) },
      revokedAt: null,
      replacedById: null,
      isTrial: false,
    },
    orderBy: [{ expiresAt: "asc" }, { id: "asc" }],
    take: AT_ONCE,
    select: {
      id: true,
      name: true,
      hint: true,
      expiresAt: true,
      environment: { select: { slug: true } },
      application: { select: { slug: true, name: true, teamId: true } },
    },
  });
  for (const { id, name, hint, expiresAt, environment, application } of keys) {
    const facts = {
      keyId: id,
      keyName: name,
      hint,
      application: application.slug,
      applicationName: application.name,
      environment: environment.slug,
      expiresAt: expiresAt?.toISOString() ?? "",
      consumerTeamId: application.teamId,
    };
    // The notification is the record; no state that anybody decided on changes.
    await ctx.db.$transaction(async (tx) => {
      await notify(tx, { kind: "key.expiring", facts, key: id, now: ctx.now });
      await tx.applicationKey.update({
        where: { id },
        data: { expiryNotifiedAt: ctx.now },
        select: { id: true },
      });
    });
  }
  return keys.length;
}
