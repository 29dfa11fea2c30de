import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";
import type { EnvironmentDto } from "./schema.ts";

/** All environments in their order: there are few, and 100 at most. */
export async function listEnvironments(ctx: Ctx): Promise<EnvironmentDto[]> {
  authorise(ctx.actor, "gateway.read");
  return ctx.db.environment.findMany({
    select: { slug: true, name: true },
    orderBy: [{ position: "asc" }, { id: "asc" }],
    take: 100,
  });
}
