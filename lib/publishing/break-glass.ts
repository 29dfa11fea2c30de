import type { Ctx, Prisma, Tx } from "#lib/db";
import { newId } from "#lib/ids";
import { notify } from "#lib/notifications";
import { findGrounds, requireGrounds, type Grounds } from "./approval.ts";
import type { Consequences } from "./consequences-schema.ts";
import type { PublishRequest } from "./publish-content.ts";
import { readAuthors } from "./read-authors.ts";
import { reviewFacts } from "./review-facts.ts";

/** Why an administrator does not wait for a review, and what the publication does. */
export interface BrokenGlass {
  reason: string;
  consequences: Consequences;
  draftEtag: number;
}

/** What allows a publication; broken glass replaces a missing approval, and nothing else. */
export async function findAllowance(tx: Tx, ctx: Ctx, request: PublishRequest): Promise<Grounds> {
  const { version, environment, content, next, breakGlass } = request;
  const asked = {
    versionId: version.id,
    apiId: version.api.id,
    environment,
    digest: next.digest,
    documentDigest: content.documentDigest,
  };
  if (!breakGlass) return requireGrounds(tx, asked);
  const found = await findGrounds(tx, asked);
  if (found.grounds !== undefined) return found;
  const { id: reviewId } = await openReviewAfter(tx, ctx, { request, breakGlass, needs: found.needs });
  return { grounds: "break_glass", reviewId };
}

interface ReviewAfter {
  request: PublishRequest;
  breakGlass: BrokenGlass;
  needs: object[];
}

/** Has governance judge afterwards what was published without it, and tells them and the team at once. */
async function openReviewAfter(
  tx: Tx,
  { actor, now }: Ctx,
  { request: { version, environment, next }, breakGlass, needs }: ReviewAfter,
): Promise<{ id: string }> {
  const id = newId("rvw");
  const number = 1 + (await tx.review.count({ where: { versionId: version.id } }));
  const review = { id, number, environments: [environment.slug], submittedById: actor.id };
  await tx.review.create({
    data: {
      ...review,
      versionId: version.id,
      kind: "after",
      digest: next.digest,
      draftEtag: breakGlass.draftEtag,
      summary: breakGlass.reason,
      neededApprovals: needs,
      consequences: breakGlass.consequences as Prisma.InputJsonObject,
      submittedByName: actor.name,
      submittedAt: now,
      authorIds: await readAuthors(tx, { ...review, versionId: version.id }),
    },
    select: { id: true },
  });
  const facts = reviewFacts({ ...review, version }, actor, breakGlass.reason);
  await notify(tx, { kind: "review.break_glass", key: id, facts, now, by: actor });
  return { id };
}
