import { authorise } from "#lib/access";
import { containing, type Ctx } from "#lib/db";
import type { FindPeople, FoundPerson } from "./schema.ts";

const FOUND_MAX = 10;

/** Active colleagues by name or address, the first ten: for whoever wants to add one to a team. */
export async function findPeople(ctx: Ctx, { q }: FindPeople): Promise<FoundPerson[]> {
  authorise(ctx.actor, "team.read");
  return ctx.db.user.findMany({
    where: { state: "active", OR: [{ name: containing(q) }, { email: containing(q) }] },
    select: { name: true, email: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: FOUND_MAX,
  });
}
