import { change, type Ctx } from "#lib/db";
import { AppError, type Issue } from "#lib/errors";
import { findVersion } from "./find.ts";
import { getDraft, maskAll } from "./get-draft.ts";
import { holdDraft } from "./hold-draft.ts";
import type { StoredDraft } from "./read-draft.ts";
import type { BindingsByEnvironment, Draft, SaveDraft, VersionParams } from "./schema.ts";
import { sealBindings } from "./secrets.ts";
import { writeDraft } from "./write-draft.ts";

interface Save {
  draft: SaveDraft;
  /** For secrets at rest. */
  sealingKey: Buffer;
}

/**
 * Replaces a version's draft. Throws `stale` (with who saved meanwhile) when it is not made on the present one, `conflict`
 * when another version holds one of its routes. Findings do not stop a save, only a publication.
 */
export async function saveDraft(ctx: Ctx, at: VersionParams, { draft, sealingKey }: Save): Promise<Draft> {
  const version = await findVersion(ctx, at, "version.update");
  const object = { kind: "version", id: version.id, teamId: version.api.teamId };
  await change(ctx, { action: "version.update", ...object }, async (tx) => {
    const before = await holdDraft(tx, version.id, draft.etag);
    const environments = await tx.environment.findMany({ select: { slug: true }, take: 100 });
    const bindings = prepareBindings(draft, before, { environments, sealingKey });
    const { routes, policy } = draft;
    const etag = await writeDraft(tx, ctx, { version, before, routes, policy, bindings });
    const after = { etag, routes, policy, bindings: maskAll(bindings) };
    return { result: undefined, before: { ...before, bindings: maskAll(before.bindings) }, after };
  });
  return getDraft(ctx, at);
}

/** All issues at once, each at its field. */
function prepareBindings(
  input: SaveDraft,
  before: StoredDraft,
  { environments, sealingKey }: { environments: { slug: string }[]; sealingKey: Buffer },
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
