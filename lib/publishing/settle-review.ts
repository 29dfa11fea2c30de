import type { Ctx, Tx } from "#lib/db";
import { notify } from "#lib/notifications";
import { reviewFacts } from "./review-facts.ts";

/** An approved review whose content has been published wherever it was meant for is done; its people are told. */
export async function settleReview(tx: Tx, { actor, now }: Ctx, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const review = await tx.review.findUnique({
    where: { id },
    select: {
      state: true,
      number: true,
      environments: true,
      submittedById: true,
      version: { select: { name: true, api: { select: { slug: true, name: true, teamId: true } } } },
      publications: {
        where: { action: "publish" },
        take: 1_000,
        select: { environment: { select: { slug: true } } },
      },
    },
  });
  if (review?.state !== "approved") return;
  const published = new Set(review.publications.map(({ environment }) => environment.slug));
  if (!review.environments.every((slug) => published.has(slug))) return;
  await tx.review.update({
    where: { id },
    data: { state: "published", publishAt: null, publishError: "" },
    select: { id: true },
  });
  const facts = reviewFacts({ id, ...review }, actor);
  await notify(tx, { kind: "review.published", key: id, facts, now, by: actor });
}
