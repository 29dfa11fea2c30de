import type { Metadata } from "next";
import { Versions } from "@/components/apis/versions.tsx";

export const metadata: Metadata = { title: "Versions" };

export default async function VersionsPage({ params }: PageProps<"/apis/[slug]/versions">) {
  return <Versions slug={(await params).slug} />;
}
