import type { Ctx } from "#lib/db";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { makeApi, makeTeam, makeUser, makeVersion } from "./rows.ts";
import type { TestDatabase } from "./test-database.ts";

interface Publishable {
  /** Of a maintainer of the owning team. */
  ctx: Ctx;
  teamId: string;
  versionId: string;
  at: { slug: string; version: string };
  /** Its document's key in the shared store. */
  key: string;
}

/** A version that can be published, with someone who may. */
export async function makePublishable(
  { db, ctx }: Pick<TestDatabase, "db" | "ctx">,
  policy?: UnboundPolicy,
): Promise<Publishable> {
  const team = await makeTeam(db);
  const actor = await makeUser(db, { teams: { [team.id]: "maintainer" } });
  const api = await makeApi(db, { teamId: team.id, createdById: actor.id });
  const version = await makeVersion(db, { apiId: api.id, ...(policy ? { policy } : {}) });
  return {
    ctx: ctx(actor),
    teamId: team.id,
    versionId: version.id,
    at: { slug: api.slug, version: version.name },
    key: `routes/${api.slug}/${version.name}`,
  };
}
