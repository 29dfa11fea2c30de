import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { WaiverFilters } from "@/components/rules/waiver-filters.tsx";
import { WaiversCard } from "@/components/rules/waivers-card.tsx";
import { routes } from "@/components/shell/routes.ts";
import { CardBody } from "@/components/ui/card.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { listWaivers, WaiverList } from "#lib/rules";

export const metadata: Metadata = { title: "Waivers" };

export default async function WaiversPage({ searchParams }: PageProps<"/governance/waivers">) {
  const query = WaiverList.url.parse(await searchParams);
  const page = await listWaivers(await pageCtx(), query);
  const isFiltered = query.state !== undefined || query.api !== undefined;
  return (
    <>
      <PageHeader
        title="Waivers"
        description="Rules that an API need not keep for the time being. Each ends by itself."
      />
      <WaiverFilters state={query.state} api={query.api} />
      <WaiversCard
        waivers={page.items}
        empty={isFiltered ? "No waiver matches." : "Nobody has asked for a waiver."}
      >
        {page.total > 0 ? (
          <CardBody>
            <Pagination {...page} noun="waivers" href={(to) => routes.waivers({ ...query, page: to })} />
          </CardBody>
        ) : null}
      </WaiversCard>
    </>
  );
}
