import type { Metadata } from "next";
import { VersionIncidents } from "@/components/incidents/version-incidents.tsx";
import { pageNumberOf } from "@/components/shell/search-params.ts";
import { apiView } from "../api-view.ts";

export const metadata: Metadata = { title: "Incidents" };

export default async function ApiIncidentsPage({
  params,
  searchParams,
}: PageProps<"/apis/[slug]/incidents">) {
  const search = await searchParams;
  const { slug, version, environment } = await apiView(await params, search);
  return (
    <VersionIncidents
      versionRef={{ slug, version }}
      environment={environment}
      page={pageNumberOf(search.page)}
    />
  );
}
