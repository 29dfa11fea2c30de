"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";
import { Badge, type Tone } from "@/components/ui/badge.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import type { PublicationSummary } from "#lib/publishing/schema";
import { AllowedBy, roadSentence } from "./allowed-by.tsx";
import { publicationsQuery, type VersionRef } from "./queries.ts";
import { PublicationStepper } from "./stepper.tsx";

const STATE: Record<PublicationSummary["state"], { word: string; tone: Tone }> = {
  saved: { word: "Saved", tone: "info" },
  compiled: { word: "Compiled", tone: "info" },
  written: { word: "Written", tone: "ok" },
  failed: { word: "Not written yet", tone: "danger" },
  superseded: { word: "Superseded", tone: "neutral" },
};

/** What was asked to go live or to go, newest first, each with its receipts. */
export function PublicationList({ versionRef, page }: { versionRef: VersionRef; page: number }) {
  const [shown, setShown] = useState<string>();
  const publications = useQuery(publicationsQuery(versionRef, page));
  if (publications.isPending) return <SkeletonRows rows={4} label="Loading publications" />;
  if (publications.isLoadingError) return <ProblemCallout error={publications.error} />;
  if (publications.data.items.length === 0) {
    return (
      <EmptyState icon={History} title="Nothing was published yet">
        Publish the version and its receipts appear here.
      </EmptyState>
    );
  }
  return (
    <>
      <ul className="divide-y">
        {publications.data.items.map((publication) => (
          <li key={publication.id}>
            <button
              type="button"
              onClick={() => setShown(publication.id)}
              className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-left text-sm hover:bg-surface-sunken"
            >
              <span className="font-medium">
                {publication.action === "publish" ? `Revision ${publication.revision}` : "Unpublished"}
              </span>
              <span className="text-text-muted">{publication.environment}</span>
              <Badge tone={STATE[publication.state].tone}>{STATE[publication.state].word}</Badge>
              {publication.applied > 0 ? <Badge tone="ok">Applied by {publication.applied}</Badge> : null}
              {publication.rejected > 0 ? (
                <Badge tone="danger">Refused by {publication.rejected}</Badge>
              ) : null}
              <span className="min-w-0 flex-1 truncate text-text-muted max-sm:basis-full max-sm:whitespace-normal max-sm:empty:hidden">
                {publication.cause || publication.note}
              </span>
              <span className="text-xs text-text-muted">
                {publication.requestedBy} · <RelativeTime at={publication.requestedAt} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Dialog open={shown !== undefined} onClose={() => setShown(undefined)} size="lg" title="Publication">
        {shown ? (
          <div className="flex flex-col gap-4">
            <PublicationStepper versionRef={versionRef} id={shown} />
            <HowItCame
              slug={versionRef.slug}
              publication={publications.data.items.find(({ id }) => id === shown)}
            />
          </div>
        ) : null}
      </Dialog>
    </>
  );
}

/** Of what went live anew: by which road, and what allowed it. */
function HowItCame({ slug, publication }: { slug: string; publication: PublicationSummary | undefined }) {
  if (!publication || publication.road === null) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-1.5 text-sm text-text-muted">
      <span>{`${roadSentence(publication, publication.requestedBy)}.`}</span>
      <AllowedBy slug={slug} of={publication} />
    </p>
  );
}
