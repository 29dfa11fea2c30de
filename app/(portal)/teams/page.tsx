import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { teamsQuery } from "@/components/admin/queries.ts";
import { TeamsTable } from "@/components/admin/teams-table.tsx";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { may } from "#lib/access";
import { listTeams, TeamList } from "#lib/identity";

export const metadata: Metadata = { title: "Teams" };

export default async function TeamsPage({ searchParams }: PageProps<"/teams">) {
  const ctx = await pageCtx();
  const query = TeamList.url.parse(await searchParams);
  const client = createQueryClient();
  client.setQueryData(teamsQuery(query).queryKey, await orNotFound(listTeams(ctx, query)));
  return (
    <Prefetched client={client}>
      <PageHeader title="Teams" description="Every API belongs to a team; its members act for it." />
      <TeamsTable query={query} mayCreate={may(ctx.actor, "team.create")} />
    </Prefetched>
  );
}
