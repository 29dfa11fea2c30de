import { may } from "#lib/access";
import { readOtherApis, unseenApis } from "#lib/catalogue";
import type { Ctx } from "#lib/db";
import type { Issue } from "#lib/errors";
import type { FindApi } from "#lib/fallback";
import type { Finding } from "#lib/fallback/schema";
import { compileVersion } from "./compile-version.ts";
import { diffDocuments, type RouteBody } from "#lib/routing";
import { readDraft } from "./draft.ts";
import { findEnvironmentId, findVersion, type FoundVersion } from "./find-version.ts";
import { hideOthers } from "./hide-others.ts";
import { maskSecrets } from "./mask-secrets.ts";
import type { Preview, PreviewVersion, VersionParams } from "./schema.ts";
import { nextRevision } from "./take-revision.ts";

/** What publishing the draft would change in the routing document of an environment, and what stands in its way. */
export async function previewDocument(ctx: Ctx, at: VersionParams, input: PreviewVersion): Promise<Preview> {
  const version = await findVersion(ctx, at, "version.update");
  const environmentId = await findEnvironmentId(ctx, input.environment);
  const { draft, next } = await ctx.db.$transaction(async (tx) => {
    const seen = await readDraft(tx, version.id, "look");
    return { draft: seen, next: await nextRevision(tx, version.id, seen) };
  });
  const environment = { id: environmentId, slug: input.environment };
  const unseen = (await unseenApis(ctx.db, ctx.actor, { policy: draft.policy })).map(toFinding);
  const compiled = compileVersion(version, draft, {
    environment: input.environment,
    revision: next.number,
    publicationId: "preview",
    find: await findOthers(ctx, environment, draft.policy),
  });
  const before = await writtenBody(ctx, version, environment);
  const after = compiled.ok && unseen.length === 0 ? forEyes(compiled.body) : null;
  return {
    environment: input.environment,
    draftEtag: draft.draftEtag,
    before,
    after,
    changes: after ? diffDocuments(comparable(before), comparable(after)) : [],
    findings: [...unseen, ...(compiled.ok ? compiled.warnings : compiled.findings)],
  };
}

/** The document as it was last written: compiled again from its revision, for the store may not be reachable. */
async function writtenBody(
  ctx: Ctx,
  version: FoundVersion,
  environment: { id: string; slug: string },
): Promise<RouteBody | null> {
  const deployment = await ctx.db.deployment.findUnique({
    where: { versionId_environmentId: { versionId: version.id, environmentId: environment.id } },
    select: { writtenPublicationId: true },
  });
  if (!deployment?.writtenPublicationId) return null;
  const written = await ctx.db.publication.findUnique({
    where: { id: deployment.writtenPublicationId },
    select: {
      id: true,
      revision: { select: { number: true, routes: true, policy: true, bindings: true, access: true } },
    },
  });
  if (!written?.revision) return null;
  const { number: revision, ...kept } = written.revision;
  const compiled = compileVersion(version, kept, {
    environment: environment.slug,
    revision,
    publicationId: written.id,
    find: await findOthers(ctx, environment, kept.policy),
  });
  return compiled.ok ? forEyes(compiled.body) : null;
}

async function findOthers(
  ctx: Ctx,
  environment: { id: string; slug: string },
  policy: unknown,
): Promise<FindApi> {
  const others = await readOtherApis(ctx.db, environment, [policy]);
  return others.find((api) => may(ctx.actor, "api.read", api));
}

function forEyes(body: RouteBody): RouteBody {
  return maskSecrets(hideOthers(body));
}

/** Issues speak from the draft, findings from its policy. */
function toFinding({ path: [, ...path], message, code }: Issue): Finding {
  return { severity: "error", code: code ?? "unknown-api", path, message };
}

/** Every publication has its own id and number; they say nothing about what will be served. */
function comparable(body: RouteBody | null): object | undefined {
  if (!body) return undefined;
  const { publicationId: _id, revision: _revision, ...rest } = body;
  return rest;
}
