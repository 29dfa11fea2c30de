"use client";

import { useQuery } from "@tanstack/react-query";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import type { ApiScorecard } from "#lib/scores/schema";
import { Broken } from "./broken.tsx";
import { CoverageBadge } from "./coverage-badge.tsx";
import { scorecardQuery } from "./queries.ts";
import { ScoreBadge } from "./score-badge.tsx";
import { StandingFindings } from "./standing-findings.tsx";
import { Trend } from "./trend.tsx";

/** How what is live of an API keeps the rules, as it was judged last. */
export function ScorecardCard({ slug, tier }: { slug: string; tier: number }) {
  const { data, error } = useQuery(scorecardQuery(slug));
  return (
    <Card>
      <CardHeader
        title="Scorecard"
        description={
          data?.judgedAt ? (
            <>
              What is live, judged <RelativeTime at={data.judgedAt} />
            </>
          ) : (
            "What is live, judged every night"
          )
        }
      />
      {error ? <ProblemCallout error={error} /> : null}
      {data ? <ScorecardBody slug={slug} card={data} tier={tier} /> : <Skeleton className="m-4 h-16" />}
    </Card>
  );
}

function ScorecardBody({ slug, card, tier }: { slug: string; card: ApiScorecard; tier: number }) {
  if (card.judgedAt === null) {
    return (
      <CardBody className="text-text-muted">Nothing of it was live when everything was judged.</CardBody>
    );
  }
  return (
    <>
      <CardBody className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <ScoreBadge score={card.score} />
        <Trend points={card.trend} />
        <Broken counts={card} />
        <CoverageBadge coverage={card.coverage} tier={tier} />
      </CardBody>
      {card.seesFindings ? <StandingFindings slug={slug} /> : null}
    </>
  );
}
