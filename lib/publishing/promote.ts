import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { readDraft } from "./draft.ts";
import { findEnvironmentId, findVersion } from "./find-version.ts";
import { getPublication } from "./get-publication.ts";
import { publishContent } from "./publish-content.ts";
import { readRevision } from "./revision-content.ts";
import { prepareGate } from "./rule-gate.ts";
import type { PromoteVersion, PublicationDto, VersionParams } from "./schema.ts";
import { readWanted } from "./wanted-revision.ts";

/**
 * Publishes a revision as it is to one more environment, with that environment's own bindings as they were frozen. Throws
 * `stale` when what is served there is not what was looked at, `conflict` when it is this revision, and as `publishContent`.
 */
export async function promote(ctx: Ctx, at: VersionParams, input: PromoteVersion): Promise<PublicationDto> {
  const [version, environmentId] = await Promise.all([
    findVersion(ctx, at, "version.promote"),
    findEnvironmentId(ctx, input.environment),
  ]);
  const environment = { id: environmentId, slug: input.environment };
  const object = { kind: "version", id: version.id, teamId: version.api.teamId };
  const looked = await readRevision(ctx.db, version, input.revision);
  const addresses = await prepareGate(ctx, { version, environment, content: looked });
  const id = await change(ctx, { action: "version.promote", ...object }, async (tx) => {
    const held = await readDraft(tx, version.id, "lock");
    const { id: revisionId, number, digest, ...content } = await readRevision(tx, version, input.revision);
    const wanted = await readWanted(tx, version.id, environmentId);
    if (wanted?.number === number)
      throw new AppError("conflict", `Revision ${number} is published in ${environment.slug} already.`);
    const next = { id: revisionId, number, digest };
    const { replaces } = input;
    const promotedFrom = await servedIn(tx, revisionId, environmentId);
    const taken = { road: "promotion", promotedFrom, version, environment, held, content, next } as const;
    const request = { ...taken, note: "", replaces, addresses };
    const { publicationId, allowedBy } = await publishContent(tx, ctx, request);
    const before = { environment: environment.slug, revision: wanted?.number ?? null };
    const after = { publicationId, environment: environment.slug, revision: number, ...allowedBy };
    return { result: publicationId, before, after };
  });
  return getPublication(ctx, { ...at, id });
}

/** The other environments in which the revision is to be served, by slug. */
async function servedIn(tx: Tx, wantedRevisionId: string, environmentId: string): Promise<string[]> {
  const rows = await tx.deployment.findMany({
    where: { wantedRevisionId, environmentId: { not: environmentId } },
    orderBy: [{ environment: { position: "asc" } }, { environmentId: "asc" }],
    take: 100,
    select: { environment: { select: { slug: true } } },
  });
  return rows.map(({ environment }) => environment.slug);
}
