"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ListPager } from "@/components/ui/list-pager.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { BrokenRuleBadge } from "@/components/rules/severity-badge.tsx";
import type { RuleSeverity } from "#lib/governance/schema";
import type { StandingFindingDto } from "#lib/scores/schema";
import { findingsQuery } from "./queries.ts";

/** What breaks rules where it is live, and since when. */
export function StandingFindings({ slug }: { slug: string }) {
  const [page, setPage] = useState(1);
  const { data, error, isLoadingError, refetch } = useQuery(findingsQuery(slug, page));
  if (isLoadingError) return <ProblemCallout error={error} onRetry={() => void refetch()} />;
  if (!data || data.total === 0) return null;
  const { items, size, total } = data;
  return (
    <>
      <ul aria-label="What is live and breaks rules" className="flex flex-col border-t">
        {items.map((finding, index) => (
          <FindingRow key={index} finding={finding} />
        ))}
      </ul>
      {total > size ? (
        <div className="border-t p-3">
          <ListPager page={page} size={size} total={total} noun="findings" onPage={setPage} />
        </div>
      ) : null}
    </>
  );
}

function FindingRow({ finding }: { finding: StandingFindingDto }) {
  // Cast: severities are these three.
  const severity = finding.severity as RuleSeverity;
  return (
    <li className="flex flex-col gap-1 border-b px-4 py-2.5 text-sm last:border-b-0">
      <span className="flex flex-wrap items-center gap-2">
        <BrokenRuleBadge severity={severity} waivedUntil={finding.waivedUntil} />
        <span className="font-medium">{finding.rule}</span>
        <span className="text-text-muted">
          {`${finding.version} in ${finding.environments.join(", ")}, `}
          <RelativeTime at={finding.since} />
        </span>
      </span>
      <span className="break-words text-text-muted">{finding.message}</span>
    </li>
  );
}
