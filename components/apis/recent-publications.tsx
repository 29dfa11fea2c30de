"use client";

import { useQuery } from "@tanstack/react-query";
import { CloudUpload, CloudOff } from "lucide-react";
import { publicationsQuery, type VersionRef } from "@/components/publishing/queries.ts";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import type { PublicationSummary } from "#lib/publishing/schema";

const SHOWN = 5;

/** What went live or was taken away lately; the rest is under Activity. */
export function RecentPublications({ versionRef }: { versionRef: VersionRef }) {
  const publications = useQuery(publicationsQuery(versionRef, 1));
  const items = publications.data?.items.slice(0, SHOWN) ?? [];
  return (
    <Card aria-labelledby="changes-heading">
      <CardHeader
        id="changes-heading"
        title="What changed lately"
        actions={
          <ButtonLink
            size="sm"
            variant="ghost"
            href={routes.activity(versionRef.slug, { version: versionRef.version })}
          >
            All activity
          </ButtonLink>
        }
      />
      {publications.isPending ? <SkeletonRows rows={3} label="Loading what changed" /> : null}
      {publications.isError ? <ProblemCallout error={publications.error} /> : null}
      {publications.data && items.length === 0 ? (
        <p className="px-4 py-6 text-sm text-text-muted">Nothing was published yet.</p>
      ) : null}
      <ul className="divide-y">
        {items.map((publication) => (
          <PublicationRow key={publication.id} publication={publication} />
        ))}
      </ul>
    </Card>
  );
}

function PublicationRow({ publication }: { publication: PublicationSummary }) {
  const isPublish = publication.action === "publish";
  const Icon = isPublish ? CloudUpload : CloudOff;
  return (
    <li className="flex items-start gap-3 px-4 py-2.5 text-sm">
      <Icon aria-hidden className="size-4 shrink-0 translate-y-0.5 text-text-muted" />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="break-words">
          {isPublish ? `Revision ${publication.revision ?? "?"} published to ` : "Unpublished from "}
          {publication.environment}
        </span>
        {publication.cause || publication.note ? (
          <span className="break-words text-text-muted">{publication.cause || publication.note}</span>
        ) : null}
      </span>
      <span className="shrink-0 text-right text-xs text-text-muted">
        {publication.requestedBy}
        <br />
        <RelativeTime at={publication.requestedAt} />
      </span>
    </li>
  );
}
