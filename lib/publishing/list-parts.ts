import { may } from "#lib/access";
import { readOtherApis } from "#lib/catalogue";
import type { Ctx } from "#lib/db";
import { findEnvironmentId, findVersion } from "./find-version.ts";
import type { ChainPartDto, PartsQuery, VersionParams } from "./schema.ts";

/**
 * What a chain that names a version is made of in an environment: the version, and those in its chain, as publishing would
 * put them in. Left out is what one may not see; addresses and credentials are told to nobody.
 */
export async function listParts(ctx: Ctx, at: VersionParams, query: PartsQuery): Promise<ChainPartDto[]> {
  await findVersion(ctx, at);
  const environment = { id: await findEnvironmentId(ctx, query.environment), slug: query.environment };
  const naming = { chain: [{ kind: "api", apiId: at.slug, version: at.version }] };
  const others = await readOtherApis(ctx.db, environment, [naming]);
  return others.shapes((api) => may(ctx.actor, "api.read", api));
}
