import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { parseOperationSearch } from "@/components/apis/operation-search.ts";
import { Operations } from "@/components/apis/operations.tsx";
import { operationsQuery } from "@/components/apis/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { searchParamsOf } from "@/components/shell/search-params.ts";
import { listOperations } from "#lib/catalogue";
import { apiView } from "../api-view.ts";

export const metadata: Metadata = { title: "Operations" };

export default async function OperationsPage({ params, searchParams }: PageProps<"/apis/[slug]/operations">) {
  const ctx = await pageCtx();
  const search = await searchParams;
  const { slug, version } = await apiView(await params, search);
  const query = parseOperationSearch(searchParamsOf(search));
  const client = createQueryClient();
  await client.query({
    ...operationsQuery(slug, version, query),
    queryFn: () => listOperations(ctx, { slug, version }, query),
  });
  return (
    <Prefetched client={client}>
      <Operations key={version} slug={slug} version={version} />
    </Prefetched>
  );
}
