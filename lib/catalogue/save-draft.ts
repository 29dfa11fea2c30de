import type { Actor } from "#lib/access";
import { change, enqueue, type Ctx, type Tx } from "#lib/db";
import { AppError, type Issue } from "#lib/errors";
import { namedApis } from "#lib/fallback";
import { refuseCircles, unseenApis } from "./api-targets.ts";
import { claimRoutes } from "./claim-routes.ts";
import { findVersion } from "./find.ts";
import { getDraft, lastSave, maskAll } from "./get-draft.ts";
import { toJson } from "./json-column.ts";
import { readDraft, type StoredDraft } from "./read-draft.ts";
import type { BindingsByEnvironment, Draft, SaveDraft, VersionParams } from "./schema.ts";
import { sealBindings } from "./secrets.ts";
import { STAND_IN_TASK } from "./stand-ins.ts";

interface Save {
  draft: SaveDraft;
  /** For secrets at rest. */
  sealingKey: Buffer;
}

interface Environment {
  id: string;
  slug: string;
}

/**
 * Replaces a version's draft. Throws `stale` (with who saved meanwhile) when it is not made on the present one, `conflict`
 * when another version holds one of its routes. Findings do not stop a save, only a publication.
 */
export async function saveDraft(ctx: Ctx, at: VersionParams, { draft, sealingKey }: Save): Promise<Draft> {
  const { id, api } = await findVersion(ctx, at, "version.update");
  await change(ctx, { action: "version.update", kind: "version", id, teamId: api.teamId }, async (tx) => {
    await tx.$queryRaw`SELECT "id" FROM "Version" WHERE "id" = ${id} FOR UPDATE`;
    const before = await readDraft(tx, id);
    if (before.etag !== draft.etag) throw await staleDraft(tx, id, before.etag);
    const environments = await tx.environment.findMany({ select: { id: true, slug: true }, take: 100 });
    const bindings = prepareBindings(draft, before, { environments, sealingKey });
    await checkApiTargets(tx, ctx.actor, { self: { id, api: api.slug, version: at.version }, draft, before });
    await claimRoutes(tx, { versionId: id, routes: draft.routes, actor: ctx.actor });
    const etag = before.etag + 1;
    const { routes, policy } = draft;
    await tx.version.update({
      where: { id },
      data: { routes: toJson(routes), policy: toJson(policy), draftEtag: etag, updatedAt: ctx.now },
      select: { id: true },
    });
    if (namedApis(policy).length > 0)
      await enqueue(tx, { task: STAND_IN_TASK, payload: {}, key: STAND_IN_TASK });
    await replaceBindings(tx, { versionId: id, bindings, environments });
    const after = { etag, routes, policy, bindings: maskAll(bindings) };
    return { result: undefined, before: { ...before, bindings: maskAll(before.bindings) }, after };
  });
  return getDraft(ctx, at);
}

interface ApiTargetsOf {
  self: { id: string; api: string; version: string };
  draft: SaveDraft;
  before: StoredDraft;
}

/** Other APIs in the chain: only ones the actor may see, and none that leads back here. */
async function checkApiTargets(tx: Tx, actor: Actor, { self, draft, before }: ApiTargetsOf): Promise<void> {
  const issues = await unseenApis(tx, actor, { policy: draft.policy, known: before.policy });
  if (issues[0]) throw new AppError("invalid", issues[0].message, { issues });
  await refuseCircles(tx, actor, { self, policy: draft.policy });
}

async function staleDraft(tx: Tx, versionId: string, etag: number): Promise<AppError> {
  const savedBy = await lastSave(tx, versionId);
  const who = savedBy ? `${savedBy.name} saved this draft` : "This draft was saved";
  return new AppError(
    "stale",
    `${who} after you opened it. Nothing of yours was saved; compare, then save again.`,
    {
      details: { etag, ...(savedBy ? { savedBy } : {}) },
    },
  );
}

/** All issues at once, each at its field. */
function prepareBindings(
  input: SaveDraft,
  before: StoredDraft,
  { environments, sealingKey }: { environments: Environment[]; sealingKey: Buffer },
): BindingsByEnvironment {
  const issues: Issue[] = [];
  const targets = new Set(
    input.policy.chain.filter((target) => target.kind === "http").map((target) => target.id),
  );
  const prepared: BindingsByEnvironment = {};
  for (const [environment, given] of Object.entries(input.bindings)) {
    const place = ["bindings", environment];
    if (!environments.some((one) => one.slug === environment)) {
      issues.push({ path: place, message: `There is no environment ${environment}.` });
    }
    for (const target of Object.keys(given)) {
      if (targets.has(target)) continue;
      issues.push({ path: [...place, target], message: `The chain has no http target ${target}.` });
    }
    const sealed = sealBindings({ given, stored: before.bindings[environment] ?? {}, key: sealingKey });
    issues.push(...sealed.issues.map((issue) => ({ ...issue, path: [...place, ...issue.path] })));
    prepared[environment] = sealed.bindings;
  }
  if (issues[0]) throw new AppError("invalid", issues[0].message, { issues });
  return prepared;
}

interface Replacement {
  versionId: string;
  bindings: BindingsByEnvironment;
  environments: Environment[];
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
