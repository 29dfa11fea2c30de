import { refreshClaims } from "#lib/catalogue";
import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { readDraft } from "./draft.ts";
import { endOrders } from "./end-orders.ts";
import { findEnvironmentId, findVersion } from "./find-version.ts";
import { getPublication } from "./get-publication.ts";
import type { PublicationDto, UnpublishVersion, VersionParams } from "./schema.ts";
import { want } from "./want.ts";

/** Asks for a version to be served no longer in an environment. Throws `conflict` when it is not published there. */
export async function unpublish(
  ctx: Ctx,
  at: VersionParams,
  input: UnpublishVersion,
): Promise<PublicationDto> {
  const version = await findVersion(ctx, at, "version.unpublish");
  const environment = { id: await findEnvironmentId(ctx, input.environment), slug: input.environment };
  const object = { kind: "version", id: version.id, teamId: version.api.teamId };
  const id = await change(ctx, { action: "version.unpublish", ...object }, async (tx) => {
    const { requestedAt } = await readDraft(tx, version.id, "lock");
    const deployment = await tx.deployment.findUnique({
      where: { versionId_environmentId: { versionId: version.id, environmentId: environment.id } },
      select: { wantedRevision: { select: { number: true } } },
    });
    if (!deployment?.wantedRevision) {
      throw new AppError("conflict", `${at.slug} ${at.version} is not published in ${environment.slug}.`);
    }
    const publicationId = await want(tx, {
      action: "unpublish",
      versionId: version.id,
      environment,
      revisionId: null,
      requestedById: ctx.actor.id,
      requestedAt,
    });
    await endOrders(tx, { versionId: version.id, environment, by: ctx.actor, requestedAt });
    await refreshClaims(tx, { versionId: version.id, actor: ctx.actor });
    const before = { environment: environment.slug, revision: deployment.wantedRevision.number };
    return { result: publicationId, before, after: { publicationId, environment: environment.slug } };
  });
  return getPublication(ctx, { ...at, id });
}
