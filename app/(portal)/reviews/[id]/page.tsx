import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { reviewQuery } from "@/components/reviews/queries.ts";
import { ReviewPage } from "@/components/reviews/review-page.tsx";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { getReview } from "#lib/reviews";

export const metadata: Metadata = { title: "Review" };

export default async function Page({ params }: PageProps<"/reviews/[id]">) {
  const ctx = await pageCtx();
  const { id } = await params;
  const client = createQueryClient();
  client.setQueryData(reviewQuery(id).queryKey, await orNotFound(getReview(ctx, id)));
  return (
    <Prefetched client={client}>
      <ReviewPage id={id} />
    </Prefetched>
  );
}
