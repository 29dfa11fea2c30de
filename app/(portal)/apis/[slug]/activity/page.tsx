import type { Metadata } from "next";
import { Activity } from "@/components/apis/activity.tsx";
import { pageNumberOf } from "@/components/shell/search-params.ts";
import { apiView } from "../api-view.ts";

export const metadata: Metadata = { title: "Activity" };

export default async function ActivityPage({ params, searchParams }: PageProps<"/apis/[slug]/activity">) {
  const search = await searchParams;
  const { slug, version, environment } = await apiView(await params, search);
  return (
    <Activity versionRef={{ slug, version }} environment={environment} page={pageNumberOf(search.page)} />
  );
}
