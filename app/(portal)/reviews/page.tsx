import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { parseReviewSearch, reviewsQuery } from "@/components/reviews/review-search.ts";
import { ReviewsQueue } from "@/components/reviews/reviews-queue.tsx";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { searchParamsOf } from "@/components/shell/search-params.ts";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { listReviews } from "#lib/reviews";

export const metadata: Metadata = { title: "Reviews" };

export default async function ReviewsPage({ searchParams }: PageProps<"/reviews">) {
  const ctx = await pageCtx();
  const query = parseReviewSearch(searchParamsOf(await searchParams));
  const client = createQueryClient();
  await client.query({ ...reviewsQuery(query), queryFn: () => listReviews(ctx, query) });
  return (
    <>
      <PageHeader title="Reviews" description="What asks to go live: look at what it changes, then decide." />
      <Prefetched client={client}>
        <ReviewsQueue />
      </Prefetched>
    </>
  );
}
