import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";

/** The API, if the actor may see it (else `not_found`). */
export async function findScored({ db, actor }: Ctx, slug: string): Promise<{ id: string; teamId: string }> {
  const api = await db.api.findUnique({
    where: { slug },
    select: { id: true, teamId: true, visibility: true, grantedTeamIds: true },
  });
  if (!api || !may(actor, "api.read", api)) throw new AppError("not_found", "There is no such API.");
  return api;
}
