import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { readDraft } from "./draft.ts";
import { findEnvironmentId, findVersion } from "./find-version.ts";
import { getPublication } from "./get-publication.ts";
import { publishContent } from "./publish-content.ts";
import { readRevision } from "./revision-content.ts";
import { prepareGate } from "./rule-gate.ts";
import type { PublicationDto, RollBackVersion, VersionParams } from "./schema.ts";
import { newestNumber } from "./take-revision.ts";
import { readWanted } from "./wanted-revision.ts";

/**
 * Brings an earlier revision's content back in one environment: it becomes a new revision, published at once; the draft stays
 * as it is. Throws `stale` when what is served there is not what was looked at, `conflict` when nothing is or that content
 * already, and as `publishContent`.
 */
export async function rollBack(ctx: Ctx, at: VersionParams, input: RollBackVersion): Promise<PublicationDto> {
  const [version, environmentId] = await Promise.all([
    findVersion(ctx, at, "version.roll_back"),
    findEnvironmentId(ctx, input.environment),
  ]);
  const environment = { id: environmentId, slug: input.environment };
  const { teamId, visibility, grantedTeamIds } = version.api;
  const object = { kind: "version", id: version.id, teamId, visibility, grantedTeamIds };
  const looked = await readRevision(ctx.db, version, input.revision);
  const addresses = await prepareGate(ctx, { version, environment, content: looked });
  const id = await change(ctx, { action: "version.roll_back", ...object }, async (tx) => {
    const held = await readDraft(tx, version.id, "lock");
    const { number, digest, ...content } = await readRevision(tx, version, input.revision);
    const wanted = await readWanted(tx, version.id, environmentId);
    if (wanted === null)
      throw new AppError(
        "conflict",
        `Nothing of it is served in ${environment.slug}. Promote a revision to it.`,
      );
    if (wanted.number === input.replaces && wanted.digest === digest)
      throw new AppError("conflict", `${environment.slug} serves what revision ${number} holds already.`);
    const next = { id: undefined, number: (await newestNumber(tx, version.id)) + 1, digest };
    const note = [`Roll back to revision ${number}`, input.note].filter(Boolean).join(": ");
    const { replaces } = input;
    const request = {
      road: "roll_back",
      version,
      environment,
      held,
      content,
      next,
      note,
      replaces,
      rollsBackTo: number,
      addresses,
    } as const;
    const { publicationId, allowedBy } = await publishContent(tx, ctx, request);
    const before = { environment: environment.slug, revision: wanted.number };
    const after = {
      publicationId,
      environment: environment.slug,
      revision: next.number,
      content: number,
      note,
      ...allowedBy,
    };
    return { result: publicationId, before, after };
  });
  return getPublication(ctx, { ...at, id });
}
