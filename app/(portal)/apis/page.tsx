import { CirclePlus } from "lucide-react";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { parseApiSearch } from "@/components/catalogue/api-search.ts";
import { Catalogue } from "@/components/catalogue/catalogue.tsx";
import { apisQuery } from "@/components/catalogue/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { routes } from "@/components/shell/routes.ts";
import { searchParamsOf } from "@/components/shell/search-params.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { listApis } from "#lib/catalogue";

import { openView } from "./open-view.ts";

export const metadata: Metadata = { title: "Catalogue" };

export default async function CataloguePage({ searchParams }: PageProps<"/apis">) {
  const ctx = await pageCtx();
  const search = searchParamsOf(await searchParams);
  await openView(ctx, search);
  const query = parseApiSearch(search);
  const client = createQueryClient();
  await client.query({ ...apisQuery(query), queryFn: () => listApis(ctx, { ...query, facets: "true" }) });
  return (
    <>
      <PageHeader
        title="Catalogue"
        description="Every API: what it does, who owns it, where it is live."
        actions={
          <ButtonLink href={routes.newApi()} variant="primary">
            <CirclePlus aria-hidden />
            Register an API
          </ButtonLink>
        }
      />
      <Prefetched client={client}>
        <Catalogue />
      </Prefetched>
    </>
  );
}
