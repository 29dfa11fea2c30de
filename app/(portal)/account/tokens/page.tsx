import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { tokensQuery } from "@/components/account/queries.ts";
import { TokensTable } from "@/components/account/tokens-table.tsx";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { routes } from "@/components/shell/routes.ts";
import { Breadcrumbs } from "@/components/ui/breadcrumbs.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { listTokens, TokenList } from "#lib/identity";

export const metadata: Metadata = { title: "Access tokens" };

export default async function TokensPage({ searchParams }: PageProps<"/account/tokens">) {
  const ctx = await pageCtx();
  const query = TokenList.url.parse(await searchParams);
  const client = createQueryClient();
  client.setQueryData(tokensQuery(query).queryKey, await listTokens(ctx, query));
  return (
    <Prefetched client={client}>
      <PageHeader
        title="Access tokens"
        description="With a token a script uses the REST API as you."
        breadcrumbs={
          <Breadcrumbs
            items={[{ label: "Your account", href: routes.account() }, { label: "Access tokens" }]}
          />
        }
      />
      <TokensTable query={query} />
    </Prefetched>
  );
}
