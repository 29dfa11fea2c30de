import { authorise } from "#lib/access";
import { change, type Ctx, type Tx } from "#lib/db";
import { NOTIFICATION_KINDS, KINDS, type NotificationKind } from "./kinds.ts";
import type { MailChoices, MailSettings } from "./schema.ts";

/** Whether those who chose nothing are mailed a kind. */
export function isMailedByDefault(kind: NotificationKind): boolean {
  return KINDS[kind].isMailed ?? true;
}

/** Which kinds one gets by e-mail. The portal shows all of them, always. */
export async function getMailSettings(ctx: Ctx): Promise<MailSettings> {
  authorise(ctx.actor, "notification.read", { userId: ctx.actor.id });
  return readMailSettings(ctx.db, ctx.actor.id);
}

/** Chooses e-mail per kind; kinds that are not named stay. */
export async function updateMailSettings(ctx: Ctx, { mail }: MailChoices): Promise<MailSettings> {
  const userId = ctx.actor.id;
  const deed = { action: "notification.choose", kind: "user", id: userId, userId } as const;
  return change(ctx, deed, async (tx) => {
    const before = await readMailSettings(tx, userId);
    const rows = NOTIFICATION_KINDS.flatMap((kind) =>
      mail[kind] === undefined ? [] : [{ userId, kind, email: mail[kind] }],
    );
    await tx.notificationPreference.deleteMany({
      where: { userId, kind: { in: rows.map(({ kind }) => kind) } },
    });
    await tx.notificationPreference.createMany({ data: rows });
    const result = { mail: { ...before.mail, ...mail } };
    return { result, before, after: result };
  });
}

async function readMailSettings(
  db: Pick<Tx, "notificationPreference">,
  userId: string,
): Promise<MailSettings> {
  const rows = await db.notificationPreference.findMany({
    where: { userId, kind: { in: NOTIFICATION_KINDS } },
    select: { kind: true, email: true },
  });
  const chosen = new Map(rows.map(({ kind, email }) => [kind, email]));
  const mail = Object.fromEntries(
    NOTIFICATION_KINDS.map((kind) => [kind, chosen.get(kind) ?? isMailedByDefault(kind)]),
  ) as Record<NotificationKind, boolean>;
  return { mail };
}
