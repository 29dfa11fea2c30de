import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { Reference } from "@/components/reference/reference.tsx";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { LifeNotice } from "@/components/versions/life-notice.tsx";
import { apiView } from "../api-view.ts";
import { prefetchReference } from "./prefetch-reference.ts";

export const metadata: Metadata = { title: "Reference" };

export default async function ReferencePage({ params, searchParams }: PageProps<"/apis/[slug]/reference">) {
  const search = await searchParams;
  const view = await apiView(await params, search);
  const client = await prefetchReference(await pageCtx(), view, search.operation);
  return (
    <Prefetched client={client}>
      <LifeNotice slug={view.slug} version={view.version} />
      <Reference key={view.version} slug={view.slug} version={view.version} />
    </Prefetched>
  );
}
