import { authorise } from "#lib/access";
import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { AlertSetting, type AlertSettings, type UpdateAlertSettings } from "./schema.ts";

const KEY = "alerts";
const DEFAULT: AlertSetting = { fallbackMinutes: 15 };

/** When an alert is raised for APIs that say nothing themselves. Throws `forbidden` for all but administrators. */
export async function getAlertSettings(ctx: Ctx): Promise<AlertSettings> {
  authorise(ctx.actor, "settings.read");
  return readAlertSetting(ctx.db);
}

/** The setting with its etag, for the parts of the product that obey it. */
export async function readAlertSetting(db: Pick<Tx, "setting">): Promise<AlertSettings> {
  const row = await db.setting.findUnique({ where: { key: KEY }, select: { value: true, etag: true } });
  return row ? { ...AlertSetting.parse(row.value), etag: row.etag } : { ...DEFAULT, etag: 1 };
}

/** Replaces the setting. Throws `stale` on an older etag. */
export async function updateAlertSettings(ctx: Ctx, input: UpdateAlertSettings): Promise<AlertSettings> {
  const { etag, ...setting } = input;
  return change(ctx, { action: "settings.update", kind: "settings", id: KEY }, async (tx) => {
    await tx.setting.createMany({ data: { key: KEY, value: DEFAULT }, skipDuplicates: true });
    const { etag: present, ...before } = await readAlertSetting(tx);
    const next = etag + 1;
    const updated = await tx.setting.updateMany({
      where: { key: KEY, etag },
      data: { value: setting, etag: next },
    });
    if (updated.count === 0)
      throw new AppError(
        "stale",
        "Someone else changed this setting. Load it again, then make your change.",
        {
          details: { etag: present },
        },
      );
    return { result: { ...setting, etag: next }, before, after: setting };
  });
}
