import { may } from "#lib/access";
import { readOtherApis, refreshClaims, unseenApis, type DependencyOn } from "#lib/catalogue";
import { change, type Ctx, type Stage, type Tx } from "#lib/db";
import { AppError, type Issue } from "#lib/errors";
import type { FindApi } from "#lib/fallback";
import type { FallbackPolicy, Finding } from "#lib/fallback/schema";
import { transition } from "#lib/lifecycle";
import { isError } from "#lib/routing";
import { compileVersion } from "./compile-version.ts";
import { replaceDependencies } from "./dependencies.ts";
import { readDraft, type Draft } from "./draft.ts";
import { endLostPin } from "./end-orders.ts";
import { findEnvironmentId, findVersion, type FoundVersion } from "./find-version.ts";
import { getPublication } from "./get-publication.ts";
import type { PublicationDto, PublishVersion, VersionParams } from "./schema.ts";
import { nextRevision, takeRevision } from "./take-revision.ts";
import { want } from "./want.ts";

/**
 * Asks for the present draft to be live in an environment. Throws `stale` when the draft is not the one that was looked
 * at, `unprocessable` with all findings when it does not compile. Saved is not live: receipts tell when it is.
 */
export async function publish(ctx: Ctx, at: VersionParams, input: PublishVersion): Promise<PublicationDto> {
  const [version, environmentId] = await Promise.all([
    findVersion(ctx, at, "version.publish"),
    findEnvironmentId(ctx, input.environment),
  ]);
  const environment = { id: environmentId, slug: input.environment };
  const object = { kind: "version", id: version.id, teamId: version.api.teamId };
  const id = await change(ctx, { action: "version.publish", ...object }, async (tx) => {
    const draft = await readDraft(tx, version.id, "lock");
    refuseUnfit(draft, input.draftEtag);
    const next = await nextRevision(tx, version.id, draft);
    await refuseUnseen(tx, ctx, draft);
    const others = await readOtherApis(tx, environment, [draft.policy]);
    const find = others.find((api) => may(ctx.actor, "api.read", api));
    const { chain } = compiled(version, draft, {
      environment: environment.slug,
      revision: next.number,
      find,
    });
    const revisionId = await takeRevision(tx, {
      versionId: version.id,
      draft,
      next,
      note: input.note,
      createdById: ctx.actor.id,
    });
    const publicationId = await want(tx, {
      action: "publish",
      versionId: version.id,
      environment,
      revisionId,
      requestedById: ctx.actor.id,
      requestedAt: draft.requestedAt,
    });
    const { requestedAt } = draft;
    const ending = { versionId: version.id, environment, by: ctx.actor, requestedAt };
    await endLostPin(tx, { ...ending, chain, revision: next.number });
    const dependencies = others.dependenciesOf(draft.policy);
    await holdServing(tx, dependencies);
    await replaceDependencies(tx, { versionId: version.id, environmentId, dependencies });
    await refreshClaims(tx, { versionId: version.id, actor: ctx.actor });
    await tx.version.update({ where: { id: version.id }, data: { stage: refuseEnded(draft) } });
    const after = { publicationId, environment: environment.slug, revision: next.number, note: input.note };
    return { result: publicationId, after };
  });
  return getPublication(ctx, { ...at, id });
}

function refuseUnfit(draft: Draft, etag: number): void {
  if (draft.draftEtag !== etag) {
    throw new AppError(
      "stale",
      "The draft was changed since you looked at it. Look at the new state, then publish.",
      {
        details: { draftEtag: draft.draftEtag },
      },
    );
  }
  refuseEnded(draft);
}

/** The stage that publishing leads to. */
function refuseEnded({ stage }: Draft): Stage {
  const moved = transition({ stage, isBlocked: false }, "publish");
  if (!moved.ok) throw new AppError("conflict", moved.reason);
  return moved.to.stage;
}

/** Whoever would retire one of these waits for us, or we for them: then it is refused. */
async function holdServing(tx: Tx, dependencies: DependencyOn[]): Promise<void> {
  if (dependencies.length === 0) return;
  const ids = dependencies.map(({ innerVersionId }) => innerVersionId);
  const held = await tx.$queryRaw<{ stage: string; api: string; version: string }[]>`
    SELECT v."stage", a."slug" AS "api", v."name" AS "version" FROM "Version" v JOIN "Api" a ON a."id" = v."apiId"
    WHERE v."id" = ANY(${ids}) ORDER BY v."id" FOR SHARE OF v`;
  const retired = held.find(({ stage }) => stage === "retired");
  if (!retired) return;
  const message = `${retired.api} ${retired.version} is retired: it cannot answer for another API. Take it out of the chain.`;
  throw new AppError("unprocessable", message, { issues: [{ path: ["policy", "chain"], message }] });
}

/** Whoever puts another API's targets into service must be able to see that API. */
async function refuseUnseen(tx: Tx, { actor }: Ctx, { policy }: Draft): Promise<void> {
  const issues = await unseenApis(tx, actor, { policy });
  if (issues[0]) throw new AppError("unprocessable", issues[0].message, { issues });
}

/** The policy as gateways would get it. Throws `unprocessable` with all that stands in its way. */
function compiled(
  version: FoundVersion,
  draft: Draft,
  as: { environment: string; revision: number; find: FindApi },
): FallbackPolicy {
  const result = compileVersion(version, draft, { ...as, publicationId: "check" });
  if (result.ok) return result.body.fallback;
  throw new AppError("unprocessable", "The version cannot be published as it is. Correct what is listed.", {
    issues: result.findings.filter(isError).map((finding) => toIssue(finding, as.environment)),
  });
}

/** Findings speak from the policy's root, issues from the draft's. */
function toIssue(finding: Finding, environment: string): Issue {
  const [head, ...rest] = finding.path;
  const path =
    head === "bindings"
      ? ["bindings", environment, ...rest]
      : head === "routes" || head === "access"
        ? finding.path
        : ["policy", ...finding.path];
  return { path, message: finding.message, code: finding.code };
}
