import { may } from "#lib/access";
import { readOtherApis, unseenApis } from "#lib/catalogue";
import type { Ctx } from "#lib/db";
import type { Issue } from "#lib/errors";
import type { FindApi } from "#lib/fallback";
import type { Finding } from "#lib/fallback/schema";
import { compileVersion } from "./compile-version.ts";
import { diffDocuments, type RouteBody } from "#lib/routing";
import { readDraft } from "./draft.ts";
import { readRevision } from "./revision-content.ts";
import { findEnvironmentId, findVersion, type FoundVersion } from "./find-version.ts";
import { hideOthers } from "./hide-others.ts";
import { maskSecrets } from "./mask-secrets.ts";
import type { Preview, PreviewVersion, VersionParams } from "./schema.ts";
import { newestNumber, nextRevision } from "./take-revision.ts";
import { readWanted } from "./wanted-revision.ts";

/** What publishing the draft, or a revision, would change in an environment's routing document, and what stands in its way. */
export async function previewDocument(ctx: Ctx, at: VersionParams, input: PreviewVersion): Promise<Preview> {
  const version = await findVersion(ctx, at, "version.update");
  const environmentId = await findEnvironmentId(ctx, input.environment);
  const { draftEtag, content, number, replaces } = await ctx.db.$transaction(async (tx) => {
    const draft = await readDraft(tx, version.id, "look");
    const wanted = await readWanted(tx, version.id, environmentId);
    const seen = { draftEtag: draft.draftEtag, replaces: wanted?.number ?? null };
    if (input.revision === undefined)
      return { ...seen, content: draft, number: (await nextRevision(tx, version.id, draft)).number };
    const content = await readRevision(tx, version, input.revision);
    const isNew = input.action === "roll_back";
    return { ...seen, content, number: isNew ? (await newestNumber(tx, version.id)) + 1 : content.number };
  });
  const environment = { id: environmentId, slug: input.environment };
  const unseen = (await unseenApis(ctx.db, ctx.actor, { policy: content.policy })).map(toFinding);
  const compiled = compileVersion(version, content, {
    environment: input.environment,
    revision: number,
    publicationId: "preview",
    find: await findOthers(ctx, environment, content.policy),
  });
  const before = await writtenBody(ctx, version, environment);
  const after = compiled.ok && unseen.length === 0 ? forEyes(compiled.body) : null;
  return {
    environment: input.environment,
    draftEtag,
    replaces,
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
      revision: {
        select: { number: true, routes: true, policy: true, bindings: true, access: true, operations: true },
      },
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
