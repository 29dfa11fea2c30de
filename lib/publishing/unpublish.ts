import { may } from "#lib/access";
import { refreshClaims } from "#lib/catalogue";
import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { enqueueJudgement } from "#lib/rules";
import { readDependents, replaceDependencies, type DependentRow } from "./dependencies.ts";
import { readDraft } from "./draft.ts";
import { endOrders } from "./end-orders.ts";
import { findEnvironmentId, findVersion } from "./find-version.ts";
import { getPublication } from "./get-publication.ts";
import type { PublicationDto, UnpublishVersion, VersionParams } from "./schema.ts";
import { want } from "./want.ts";

/** How many dependents a refusal names. */
const NAMED = 5;

/**
 * Asks for a version to be served no longer in an environment. Throws `conflict` when it is not published there, and, unless
 * `force` says so, while chains of other versions are made of it there.
 */
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
    const dependents = await readDependents(tx, version.id, environment.id);
    if (dependents.length > 0 && !input.force) throw usedBy(ctx, dependents);
    await replaceDependencies(tx, { versionId: version.id, environmentId: environment.id, dependencies: [] });
    const publicationId = await want(tx, {
      grounds: "not_required",
      action: "unpublish",
      versionId: version.id,
      environment,
      revisionId: null,
      requestedById: ctx.actor.id,
      requestedAt,
    });
    await enqueueJudgement(tx, { apiId: version.api.id, now: requestedAt });
    await endOrders(tx, { versionId: version.id, environment, by: ctx.actor, requestedAt });
    await refreshClaims(tx, { versionId: version.id, actor: ctx.actor });
    const before = { environment: environment.slug, revision: deployment.wantedRevision.number };
    const after = {
      publicationId,
      environment: environment.slug,
      ...(dependents.length > 0 ? { dependents: dependents.map(({ versionId }) => versionId) } : {}),
    };
    return { result: publicationId, before, after };
  });
  return getPublication(ctx, { ...at, id });
}

function usedBy(ctx: Ctx, dependents: DependentRow[]): AppError {
  const seen = dependents.filter((one) => may(ctx.actor, "api.read", one));
  const hidden = dependents.length - seen.length;
  const names = [
    ...seen.slice(0, NAMED).map((one) => `${one.api} ${one.version}`),
    ...(hidden + Math.max(0, seen.length - NAMED) > 0
      ? [`${hidden + Math.max(0, seen.length - NAMED)} more`]
      : []),
  ];
  return new AppError(
    "conflict",
    `It is in the fallback chain of ${names.join(", ")}. Without it they keep what they serve now and cannot be published.`,
    { details: { dependents: seen.slice(0, 100).map(({ api, version }) => ({ api, version })), hidden } },
  );
}
