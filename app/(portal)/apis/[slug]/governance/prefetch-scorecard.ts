import "server-only";
import type { QueryClient } from "@tanstack/react-query";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { findingsQuery, scorecardQuery } from "@/components/scores/queries.ts";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { getApiScorecard, listStandingFindings, StandingFindingList } from "#lib/scores";

/** An API's scorecard, and the first of its findings for whoever sees them. */
export async function prefetchScorecard(slug: string): Promise<QueryClient> {
  const ctx = await pageCtx();
  const client = createQueryClient();
  const card = await orNotFound(getApiScorecard(ctx, { slug }));
  client.setQueryData(scorecardQuery(slug).queryKey, card);
  if (card.seesFindings) {
    const first = await listStandingFindings(ctx, { slug }, StandingFindingList.api.parse({}));
    client.setQueryData(findingsQuery(slug, first.page).queryKey, first);
  }
  return client;
}
