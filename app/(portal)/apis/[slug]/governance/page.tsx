import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { scorecardQuery } from "@/components/scores/queries.ts";
import { ScorecardCard } from "@/components/scores/scorecard-card.tsx";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { getApiScorecard } from "#lib/scores";
import { readApi } from "../api-view.ts";

export const metadata: Metadata = { title: "Governance" };

export default async function ApiGovernancePage({ params }: PageProps<"/apis/[slug]/governance">) {
  const ctx = await pageCtx();
  const { slug } = await params;
  const { tier } = await readApi(slug);
  const client = createQueryClient();
  client.setQueryData(scorecardQuery(slug).queryKey, await orNotFound(getApiScorecard(ctx, { slug })));
  return (
    <Prefetched client={client}>
      <ScorecardCard slug={slug} tier={tier} />
    </Prefetched>
  );
}
