import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { RuleFindingsCard } from "@/components/rules/rule-findings-card.tsx";
import { WaiversCard } from "@/components/rules/waivers-card.tsx";
import { scorecardQuery } from "@/components/scores/queries.ts";
import { ScorecardCard } from "@/components/scores/scorecard-card.tsx";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { getRuleFindings } from "#lib/catalogue";
import { listWaivers, WaiverList } from "#lib/rules";
import { getApiScorecard } from "#lib/scores";
import { apiView } from "../api-view.ts";

export const metadata: Metadata = { title: "Governance" };

export default async function ApiGovernancePage({
  params,
  searchParams,
}: PageProps<"/apis/[slug]/governance">) {
  const ctx = await pageCtx();
  const { slug, version, api } = await apiView(await params, await searchParams);
  const [{ findings }, waivers] = await Promise.all([
    orNotFound(getRuleFindings(ctx, { slug, version })),
    listWaivers(ctx, WaiverList.api.parse({ api: slug, size: 100 })),
  ]);
  const client = createQueryClient();
  client.setQueryData(scorecardQuery(slug).queryKey, await orNotFound(getApiScorecard(ctx, { slug })));
  return (
    <Prefetched client={client}>
      <RuleFindingsCard at={{ slug, version }} findings={findings} mayAsk={api.mayUpdate} />
      <WaiversCard waivers={waivers.items} empty="No waiver was asked for." />
      <ScorecardCard slug={slug} tier={api.tier} />
    </Prefetched>
  );
}
