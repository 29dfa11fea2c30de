"use client";

import { useQuery } from "@tanstack/react-query";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { summaryOf, VerdictOf } from "./changelog-entry.tsx";
import { changelogQuery, LATEST, type LifeRef } from "./queries.ts";

/** The last revisions in a line each; the rest is under Changelog. */
export function LatestChanges({ slug, version }: LifeRef) {
  const { data, isPending, error } = useQuery(changelogQuery({ slug, version }, LATEST));
  return (
    <Card aria-labelledby="latest-heading">
      <CardHeader
        id="latest-heading"
        title="What changed lately"
        actions={
          <ButtonLink size="sm" variant="ghost" href={routes.changelog(slug, { version })}>
            Whole changelog
          </ButtonLink>
        }
      />
      {isPending ? <SkeletonRows rows={3} label="Loading what changed" /> : null}
      {error ? <ProblemCallout error={error} /> : null}
      {data?.total === 0 ? (
        <p className="px-4 py-6 text-sm text-text-muted">Nothing was published yet.</p>
      ) : null}
      <ul className="divide-y">
        {data?.items.map((entry) => (
          <li key={entry.number} className="flex flex-col gap-1 px-4 py-2.5 text-sm">
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="font-medium">{`Revision ${entry.number}`}</span>
              <VerdictOf entry={entry} />
              <span className="ml-auto text-xs text-text-muted">
                <RelativeTime at={entry.createdAt} />
              </span>
            </span>
            {entry.note ? <span className="break-words">{entry.note}</span> : null}
            <span className="break-words text-text-muted">{summaryOf(entry)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
