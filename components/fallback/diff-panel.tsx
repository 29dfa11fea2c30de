"use client";

import { useQuery } from "@tanstack/react-query";
import { GitCompareArrows } from "lucide-react";
import { Callout } from "@/components/ui/callout.tsx";
import { DiffView, jsonLines } from "@/components/ui/diff-view.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { previewQuery, type VersionRef } from "./queries.ts";

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
  if (preview.isError) return <div className="p-4"><ProblemCallout error={preview.error} /></div>;
  const { before, after, findings } = preview.data;
  const errors = findings.filter((finding) => finding.severity === "error");
  return (
    <div className="flex flex-col gap-3 p-4">
      {dirty ? <Callout tone="info">This is the saved draft. Save to see your latest edits here.</Callout> : null}
      {after === null ? (
        <Callout tone="danger" title="It does not compile yet">
          <ul className="list-disc pl-4">
            {errors.map((finding) => (
              <li key={`${finding.code}${finding.path.join(".")}`}>{finding.message}</li>
            ))}
          </ul>
        </Callout>
      ) : preview.data.changes.length === 0 ? (
        <EmptyState icon={GitCompareArrows} title={`Nothing would change in ${environment}`} className="py-8" />
      ) : (
        <DiffView before={jsonLines(before)} after={jsonLines(after)} label={`Routing document in ${environment}`} />
      )}
    </div>
  );
}
