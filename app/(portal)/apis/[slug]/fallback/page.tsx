import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { FallbackWorkspace } from "@/components/fallback/fallback-workspace.tsx";
import { draftQuery } from "@/components/fallback/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { getDraft } from "#lib/catalogue";
import { apiView } from "../api-view.ts";

export const metadata: Metadata = { title: "Fallback" };

export default async function FallbackPage({ params, searchParams }: PageProps<"/apis/[slug]/fallback">) {
  const ctx = await pageCtx();
  const { slug, version, environment } = await apiView(await params, await searchParams);
  const client = createQueryClient();
  const ref = { slug, version };
  const draft = await orNotFound(getDraft(ctx, ref));
  client.setQueryData(draftQuery(ref).queryKey, draft);
  return (
    <Prefetched client={client}>
      <FallbackWorkspace versionRef={ref} environment={environment} />
    </Prefetched>
  );
}
