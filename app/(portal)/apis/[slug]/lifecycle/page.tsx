import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { Lifecycle } from "@/components/versions/lifecycle.tsx";
import { lifeQuery } from "@/components/versions/queries.ts";
import { getVersionLife } from "#lib/versions";
import { apiView } from "../api-view.ts";

export const metadata: Metadata = { title: "Lifecycle" };

export default async function LifecyclePage({ params, searchParams }: PageProps<"/apis/[slug]/lifecycle">) {
  const { slug, version } = await apiView(await params, await searchParams);
  const client = createQueryClient();
  client.setQueryData(
    lifeQuery({ slug, version }).queryKey,
    await getVersionLife(await pageCtx(), { slug, version }),
  );
  return (
    <Prefetched client={client}>
      <Lifecycle slug={slug} version={version} />
    </Prefetched>
  );
}
