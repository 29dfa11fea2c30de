import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { usersQuery } from "@/components/admin/queries.ts";
import { UsersTable } from "@/components/admin/users-table.tsx";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { listUsers, UserList } from "#lib/identity";

export const metadata: Metadata = { title: "Users" };

export default async function UsersPage({ searchParams }: PageProps<"/admin/users">) {
  const ctx = await pageCtx();
  const query = UserList.url.parse(await searchParams);
  const client = createQueryClient();
  client.setQueryData(usersQuery(query).queryKey, await orNotFound(listUsers(ctx, query)));
  return (
    <Prefetched client={client}>
      <PageHeader
        title="Users"
        description="Who may sign in, and as what. Team roles are given in each team."
      />
      <UsersTable query={query} />
    </Prefetched>
  );
}
