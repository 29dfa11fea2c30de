import { authorise } from "#lib/access";
import { change, type Ctx, type PublicationRoad } from "#lib/db";
import { AppError } from "#lib/errors";
import type { BrokenGlass } from "./break-glass.ts";
import { readConsequences } from "./consequences.ts";
import { readDraft, type Draft } from "./draft.ts";
import { findEnvironmentId, findVersion } from "./find-version.ts";
import { getPublication } from "./get-publication.ts";
import { publishContent } from "./publish-content.ts";
import type { PublicationDto, PublishVersion, VersionParams } from "./schema.ts";
import { prepareGate } from "./rule-gate.ts";
import { nextRevision } from "./take-revision.ts";

/**
 * Asks for the present draft to be live in an environment. Throws `stale` when the draft is not the one that was looked
 * at, and as `publishContent`. Saved is not live: receipts tell when it is.
 */
export async function publish(
  ctx: Ctx,
  at: VersionParams,
  input: PublishVersion & { askedById?: string; road?: PublicationRoad },
): Promise<PublicationDto> {
  const [version, environmentId] = await Promise.all([
    findVersion(ctx, at, "version.publish"),
    findEnvironmentId(ctx, input.environment),
  ]);
  const environment = { id: environmentId, slug: input.environment };
  const looked = await readDraft(ctx.db, version.id, "look");
  refuseStale(looked, input.draftEtag);
  const addresses = await prepareGate(ctx, { version, environment, content: looked });
  const breakGlass = input.breakGlass && (await brokenGlass(ctx, at, input));
  const object = { kind: "version", id: version.id, teamId: version.api.teamId };
  const id = await change(ctx, { action: "version.publish", ...object }, async (tx) => {
    const draft = await readDraft(tx, version.id, "lock");
    refuseStale(draft, input.draftEtag);
    const next = await nextRevision(tx, version.id, draft);
    const { note, askedById, replaces, road = "draft" } = input;
    const taken = { road, version, environment, held: draft, content: draft, next };
    const request = { ...taken, note, replaces, breakGlass, askedById, addresses };
    const { publicationId, allowedBy } = await publishContent(tx, ctx, request);
    const after = {
      publicationId,
      environment: environment.slug,
      revision: next.number,
      note,
      ...allowedBy,
      ...(input.breakGlass ? { breakGlass: input.breakGlass } : {}),
    };
    return { result: publicationId, after };
  });
  return getPublication(ctx, { ...at, id });
}

/** What an administrator says, and what it does to whom: kept for whoever reviews it afterwards. */
async function brokenGlass(ctx: Ctx, at: VersionParams, input: PublishVersion): Promise<BrokenGlass> {
  authorise(ctx.actor, "version.break_glass");
  const { consequences, draft } = await readConsequences(ctx, at, [input.environment]);
  return { reason: input.breakGlass?.reason ?? "", consequences, draftEtag: draft.draftEtag };
}

function refuseStale({ draftEtag }: Draft, etag: number): void {
  if (draftEtag === etag) return;
  throw new AppError(
    "stale",
    "The draft was changed since you looked at it. Look at the new state, then publish.",
    { details: { draftEtag } },
  );
}
