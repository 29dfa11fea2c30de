import type { Metadata } from "next";
import { pageNumberOf } from "@/components/shell/search-params.ts";
import { Changelog } from "@/components/versions/changelog.tsx";
import { apiView } from "../api-view.ts";

export const metadata: Metadata = { title: "Changelog" };

export default async function ChangelogPage({ params, searchParams }: PageProps<"/apis/[slug]/changelog">) {
  const search = await searchParams;
  const { slug, version } = await apiView(await params, search);
  return <Changelog slug={slug} version={version} page={pageNumberOf(search.page)} />;
}
