import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { Compare } from "@/components/versions/compare.tsx";
import { listRevisions } from "#lib/publishing";
import { apiView } from "../api-view.ts";

export const metadata: Metadata = { title: "Compare" };

/** Older ones are found by number or note. */
const NEWEST = { page: 1, size: 100, sort: "number", dir: "desc", q: "" } as const;

export default async function ComparePage({ params, searchParams }: PageProps<"/apis/[slug]/compare">) {
  const { slug, version } = await apiView(await params, await searchParams);
  const { items, total } = await listRevisions(await pageCtx(), { slug, version }, NEWEST);
  return <Compare key={version} slug={slug} version={version} revisions={{ items, total }} />;
}
