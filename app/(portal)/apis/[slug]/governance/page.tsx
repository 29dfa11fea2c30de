import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { RuleFindingsCard } from "@/components/rules/rule-findings-card.tsx";
import { WaiversCard } from "@/components/rules/waivers-card.tsx";
import { ScorecardCard } from "@/components/scores/scorecard-card.tsx";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { routes } from "@/components/shell/routes.ts";
import { pageNumberOf, searchParamsOf } from "@/components/shell/search-params.ts";
import { CardBody } from "@/components/ui/card.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { getRuleFindings } from "#lib/catalogue";
import { listWaivers, WaiverList } from "#lib/rules";
import { apiView } from "../api-view.ts";
import { prefetchScorecard } from "./prefetch-scorecard.ts";

export const metadata: Metadata = { title: "Governance" };

export default async function ApiGovernancePage({
  params,
  searchParams,
}: PageProps<"/apis/[slug]/governance">) {
  const ctx = await pageCtx();
  const search = await searchParams;
  const { slug, version, api } = await apiView(await params, search);
  const [{ findings }, waivers] = await Promise.all([
    orNotFound(getRuleFindings(ctx, { slug, version })),
    listWaivers(ctx, WaiverList.api.parse({ api: slug, page: pageNumberOf(search.page) })),
  ]);
  return (
    <Prefetched client={await prefetchScorecard(slug)}>
      <RuleFindingsCard at={{ slug, version }} findings={findings} mayAsk={api.mayUpdate} />
      <WaiversCard waivers={waivers.items} empty="No waiver was asked for.">
        {waivers.total > waivers.size ? (
          <CardBody>
            <Pagination
              {...waivers}
              noun="waivers"
              href={(to) =>
                routes.apiGovernance(slug, { ...Object.fromEntries(searchParamsOf(search)), page: to })
              }
            />
          </CardBody>
        ) : null}
      </WaiversCard>
      <ScorecardCard slug={slug} tier={api.tier} />
    </Prefetched>
  );
}
