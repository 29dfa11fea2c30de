"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { PreviewDiff } from "@/components/publishing/preview-diff.tsx";
import { previewQuery, type VersionRef } from "@/components/publishing/queries.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import type { EnvironmentDto } from "#lib/catalogue/schema";
import type { Preview } from "#lib/publishing/schema";

interface DiffPanelProps {
  versionRef: VersionRef;
  environment: string;
  environments: readonly EnvironmentDto[];
  etag: number;
  dirty: boolean;
}

/** What publishing the saved draft would change in the routing document, environment by environment. */
export function DiffPanel({ versionRef, environment, environments, etag, dirty }: DiffPanelProps) {
  const ordered = environments.toSorted(
    (a, b) => Number(b.slug === environment) - Number(a.slug === environment),
  );
  return (
    <div className="flex flex-col">
      {dirty ? (
        <div className="p-4 pb-0">
          <Callout tone="info">This is the saved draft. Save to see your latest edits here.</Callout>
        </div>
      ) : null}
      {ordered.map(({ slug, name }) => (
        <EnvironmentDiff
          key={slug}
          versionRef={versionRef}
          environment={slug}
          name={name}
          etag={etag}
          open={slug === environment}
        />
      ))}
    </div>
  );
}

interface EnvironmentDiffProps {
  versionRef: VersionRef;
  environment: string;
  name: string;
  etag: number;
  open: boolean;
}

function EnvironmentDiff({ versionRef, environment, name, etag, open }: EnvironmentDiffProps) {
  const preview = useQuery(previewQuery(versionRef, environment, etag));
  return (
    <details open={open} className="group border-b last:border-b-0">
      <summary className="flex min-h-11 list-none items-center gap-2 px-4 py-2 text-sm font-medium -outline-offset-2 hover:bg-surface-sunken">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-text-muted transition-transform group-open:rotate-90"
        />
        {name}
        {preview.data ? <Verdict preview={preview.data} /> : null}
        {preview.isPending ? <Skeleton className="w-20" /> : null}
      </summary>
      <div className="px-4 pb-4">
        {preview.isPending ? <Skeleton className="h-24 w-full" /> : null}
        {preview.isError ? <ProblemCallout error={preview.error} /> : null}
        {preview.data ? <PreviewDiff preview={preview.data} /> : null}
      </div>
    </details>
  );
}

function Verdict({ preview }: { preview: Preview }) {
  if (preview.after === null) return <Badge tone="danger">Does not compile</Badge>;
  if (preview.before === null) return <Badge tone="accent">First publication</Badge>;
  if (preview.changes.length === 0) return <Badge>No change</Badge>;
  return <Badge tone="accent">{countOf(preview.changes.length, "change")}</Badge>;
}
