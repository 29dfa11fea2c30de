import { authorise } from "#lib/access";
import { visibleApis, type Ctx } from "#lib/db";
import { OWN_API } from "./keep-own-api.ts";

/** Whether the reader sees any API. The product's own, which is there by itself, does not count. */
export async function seesApis(ctx: Ctx): Promise<boolean> {
  authorise(ctx.actor, "api.read", { visibility: "public" });
  const one = await ctx.db.api.findFirst({
    where: { AND: [visibleApis(ctx.actor), { slug: { not: OWN_API.slug } }] },
    select: { id: true },
  });
  return one !== null;
}
