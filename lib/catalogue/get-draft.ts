import { may } from "#lib/access";
import type { Ctx, Tx } from "#lib/db";
import { namedApis, type FindApi } from "#lib/fallback";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { draftFindings } from "./draft-findings.ts";
import { egressFindings } from "./egress-findings.ts";
import { readEgressSetting } from "./egress-settings.ts";
import { findVersion } from "./find.ts";
import { isUnbound } from "./is-unbound.ts";
import { readOtherApis } from "./other-apis.ts";
import { readDraft } from "./read-draft.ts";
import { asDraftFindings, judgeDraft } from "./rule-findings.ts";
import type { BindingsByEnvironment, Draft, VersionParams } from "./schema.ts";
import { maskBindings } from "./secrets.ts";
import { readStandIns, standInFindings } from "./stand-ins.ts";
import { unexercisedFindings } from "./unexercised.ts";

/** A version's draft. Addresses are for those who may edit the version and for governance; secrets for nobody. */
export async function getDraft(ctx: Ctx, at: VersionParams): Promise<Draft> {
  const { id, api } = await findVersion(ctx, at);
  const [draft, savedBy, egress] = await Promise.all([
    readDraft(ctx.db, id),
    lastSave(ctx.db, id),
    readEgressSetting(ctx.db),
  ]);
  const mayUpdate = may(ctx.actor, "version.update", api);
  const isGovernance = ctx.actor.kind === "user" && ctx.actor.role === "governance";
  const seesBindings = mayUpdate || isGovernance;
  const bindings = seesBindings ? maskAll(draft.bindings) : {};
  const chain = { self: { api: api.slug, version: at.version }, policy: draft.policy, bindings };
  const standIns = await readStandIns(ctx.db, ctx.actor, { versionId: id, policy: draft.policy });
  const unexercised = await unexercisedFindings(ctx.db, id, draft.policy);
  const judged = seesBindings ? await judgeDraft(ctx, { id, at }, draft) : { rules: [], shared: [] };
  const others = await othersIn(ctx, draft.policy, bindings);
  return {
    api: api.slug,
    version: at.version,
    etag: draft.etag,
    routes: draft.routes,
    policy: draft.policy,
    bindings,
    bindingsHidden: !seesBindings,
    findings: [
      ...draftFindings(chain, others),
      ...standInFindings(standIns, draft.policy),
      ...unexercised,
      ...egressFindings(bindings, egress),
      ...judged.shared,
      ...asDraftFindings(judged.rules),
    ],
    standIns,
    savedBy,
    mayUpdate,
    mayPublish: may(ctx.actor, "version.publish", api),
  };
}

/** What is published of the other APIs in the chain, by environment that it is bound in. Nothing is read where there are none. */
async function othersIn(
  ctx: Ctx,
  policy: UnboundPolicy,
  bindings: BindingsByEnvironment,
): Promise<Map<string, FindApi>> {
  if (namedApis(policy).length === 0) return new Map();
  const rows = await ctx.db.environment.findMany({
    select: { id: true, slug: true },
    orderBy: [{ position: "asc" }, { id: "asc" }],
    take: 100,
  });
  const bound = rows.filter(({ slug }) => !isUnbound(policy, bindings[slug]));
  const read = bound.map(async (environment) => {
    const others = await readOtherApis(ctx.db, environment, [policy]);
    return [environment.slug, others.find((api) => may(ctx.actor, "api.read", api))] as const;
  });
  return new Map(await Promise.all(read));
}

/** Who saved the draft last, from the audit; null while it is as registered. */
export async function lastSave(db: Pick<Tx, "auditEntry">, versionId: string): Promise<Draft["savedBy"]> {
  const entry = await db.auditEntry.findFirst({
    where: { objectKind: "version", objectId: versionId, action: "version.update" },
    select: { actorName: true, at: true },
    orderBy: { id: "desc" },
  });
  return entry && { name: entry.actorName, at: entry.at.toISOString() };
}

export function maskAll(bindings: BindingsByEnvironment): BindingsByEnvironment {
  return Object.fromEntries(
    Object.entries(bindings).map(([environment, own]) => [environment, maskBindings(own)]),
  );
}
