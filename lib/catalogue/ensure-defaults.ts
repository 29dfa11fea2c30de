import { change, type Ctx } from "#lib/db";
import { newId } from "#lib/ids";

const ENVIRONMENTS = [
  { slug: "sandbox", name: "Sandbox", position: 1 },
  { slug: "production", name: "Production", position: 2 },
];

/** The environments a new installation starts with. Does nothing once there is any; safe to call from two processes. */
export async function ensureDefaults(ctx: Ctx): Promise<void> {
  if ((await ctx.db.environment.count()) > 0) return;
  await change(ctx, { action: "settings.update", kind: "settings", id: "environments" }, async (tx) => {
    const data = ENVIRONMENTS.map((environment) => ({ id: newId("env"), ...environment }));
    await tx.environment.createMany({ data, skipDuplicates: true });
    return { result: undefined, after: { environments: ENVIRONMENTS } };
  });
}
