"use client";

import { useQuery } from "@tanstack/react-query";
import { PreviewDiff } from "@/components/publishing/preview-diff.tsx";
import { previewQuery, type VersionRef } from "@/components/publishing/queries.ts";
import { Callout } from "@/components/ui/callout.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";

interface DiffPanelProps {
  versionRef: VersionRef;
  environment: string;
  etag: number;
  dirty: boolean;
}

/** What publishing the saved draft would change in the routing document of one environment. */
export function DiffPanel({ versionRef, environment, etag, dirty }: DiffPanelProps) {
  const preview = useQuery(previewQuery(versionRef, environment, etag));
  if (preview.isPending) return <SkeletonRows rows={4} label="Compiling the routing document" />;
  return (
    <div className="flex flex-col gap-3 p-4">
      {dirty ? (
        <Callout tone="info">This is the saved draft. Save to see your latest edits here.</Callout>
      ) : null}
      {preview.isError ? <ProblemCallout error={preview.error} /> : <PreviewDiff preview={preview.data} />}
    </div>
  );
}
