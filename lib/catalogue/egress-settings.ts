import { authorise } from "#lib/access";
import { change, wakeWorker, type Ctx, type Tx } from "#lib/db";
import { EGRESS_DEFAULT, EgressSetting } from "#lib/egress/schema";
import { AppError } from "#lib/errors";
import { toJson } from "./json-column.ts";
import type { EgressSettings, UpdateEgressSettings } from "./schema.ts";

const KEY = "egress";

/** What the product may call, as it stands. Throws `forbidden` for all but administrators. */
export async function getEgressSettings(ctx: Ctx): Promise<EgressSettings> {
  authorise(ctx.actor, "settings.read");
  return readEgressSetting(ctx.db);
}

/** The setting with its etag, without asking who wants it: for the parts of the product that obey it. */
export async function readEgressSetting(db: Pick<Tx, "setting">): Promise<EgressSettings> {
  const row = await db.setting.findUnique({ where: { key: KEY }, select: { value: true, etag: true } });
  return row ? { ...EgressSetting.parse(row.value), etag: row.etag } : { ...EGRESS_DEFAULT, etag: 1 };
}

/** Replaces the setting and wakes the worker, which writes it to every environment. Throws `stale` on an older etag. */
export async function updateEgressSettings(ctx: Ctx, input: UpdateEgressSettings): Promise<EgressSettings> {
  const { etag, ...setting } = input;
  return change(ctx, { action: "settings.update", kind: "settings", id: KEY }, async (tx) => {
    await tx.setting.createMany({ data: { key: KEY, value: toJson(EGRESS_DEFAULT) }, skipDuplicates: true });
    const { etag: present, ...before } = await readEgressSetting(tx);
    const next = etag + 1;
    const updated = await tx.setting.updateMany({
      where: { key: KEY, etag },
      data: { value: toJson(setting), etag: next },
    });
    if (updated.count === 0) {
      throw new AppError(
        "stale",
        "Someone else changed these settings. Load them again, then make your change.",
        {
          details: { etag: present },
        },
      );
    }
    await wakeWorker(tx);
    return { result: { ...setting, etag: next }, before, after: setting };
  });
}
