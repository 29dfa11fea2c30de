import type { Metadata } from "next";
import { Versions } from "@/components/apis/versions.tsx";
import { pageNumberOf } from "@/components/shell/search-params.ts";
import { Revisions } from "@/components/versions/revisions.tsx";
import { apiView } from "../api-view.ts";

export const metadata: Metadata = { title: "Versions" };

export default async function VersionsPage({ params, searchParams }: PageProps<"/apis/[slug]/versions">) {
  const search = await searchParams;
  const { slug, version } = await apiView(await params, search);
  return (
    <>
      <Versions slug={slug} />
      <Revisions key={version} at={{ slug, version }} page={pageNumberOf(search.page)} />
    </>
  );
}
