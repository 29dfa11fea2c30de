import type { Actor } from "#lib/access";
import { enqueue, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { namedApis } from "#lib/fallback";
import type { UnboundPolicy } from "#lib/fallback/schema";
import type { RouteMatch } from "#lib/routing/schema";
import { refuseCircles, unseenApis } from "./api-targets.ts";
import { claimRoutes } from "./claim-routes.ts";
import type { FoundVersion } from "./find.ts";
import { toJson } from "./json-column.ts";
import type { StoredDraft } from "./read-draft.ts";
import type { BindingsByEnvironment } from "./schema.ts";
import { STAND_IN_TASK } from "./compare-stand-ins.ts";

interface WrittenDraft {
  version: FoundVersion;
  /** As `holdDraft` gave it. */
  before: StoredDraft;
  routes: RouteMatch[];
  policy: UnboundPolicy;
  /** Secrets sealed; an environment that is left out loses its own. */
  bindings: BindingsByEnvironment;
}

/**
 * Writes routes, chain and addresses of a draft. Throws `invalid` for another API that the actor cannot see, `conflict` when
 * another version holds one of the routes or the chain comes back to itself. Returns the new etag.
 */
export async function writeDraft(
  tx: Tx,
  ctx: Ctx,
  { version, before, routes, policy, bindings }: WrittenDraft,
): Promise<number> {
  const { id } = version;
  const self = { id, api: version.api.slug, version: version.name };
  await checkApiTargets(tx, ctx.actor, { self, policy, before });
  await claimRoutes(tx, { versionId: id, routes, actor: ctx.actor });
  const etag = before.etag + 1;
  await tx.version.update({
    where: { id },
    data: { routes: toJson(routes), policy: toJson(policy), draftEtag: etag, updatedAt: ctx.now },
    select: { id: true },
  });
  if (namedApis(policy).length > 0)
    await enqueue(tx, { task: STAND_IN_TASK, payload: {}, key: STAND_IN_TASK });
  const environments = await tx.environment.findMany({ select: { id: true, slug: true }, take: 100 });
  await replaceBindings(tx, { versionId: id, bindings, environments });
  return etag;
}

interface ApiTargetsOf {
  self: { id: string; api: string; version: string };
  policy: UnboundPolicy;
  before: StoredDraft;
}

/** Other APIs in the chain: only ones the actor may see, and none that leads back here. */
async function checkApiTargets(tx: Tx, actor: Actor, { self, policy, before }: ApiTargetsOf): Promise<void> {
  const issues = await unseenApis(tx, actor, { policy, known: before.policy });
  if (issues[0]) throw new AppError("invalid", issues[0].message, { issues });
  await refuseCircles(tx, actor, { self, policy });
}

interface Replacement {
  versionId: string;
  bindings: BindingsByEnvironment;
  environments: { id: string; slug: string }[];
}

/** An environment that is left out loses its bindings: the input is the whole state. */
async function replaceBindings(tx: Tx, { versionId, bindings, environments }: Replacement): Promise<void> {
  await tx.binding.deleteMany({ where: { versionId } });
  const data = environments.flatMap(({ id, slug }) => {
    const own = bindings[slug];
    return own && Object.keys(own).length > 0 ? [{ versionId, environmentId: id, targets: toJson(own) }] : [];
  });
  await tx.binding.createMany({ data });
}
