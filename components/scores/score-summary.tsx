import type { ReactNode } from "react";
import { routes } from "@/components/shell/routes.ts";
import { countOf } from "@/components/ui/format-number.ts";
import { Link } from "@/components/ui/link.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { ScoreOverview } from "#lib/scores/schema";
import { Broken } from "./broken.tsx";
import { ScoreBadge } from "./score-badge.tsx";
import { Trend } from "./trend.tsx";

/** The organisation in a few numbers; each leads to the list behind it. */
export function ScoreSummary({ overview }: { overview: ScoreOverview }) {
  const { score, trend, critical, tested, untested, apis, judgedAt } = overview;
  return (
    <dl className="grid gap-px overflow-hidden rounded-lg border bg-border sm:grid-cols-2 lg:grid-cols-4">
      <Part name="Organisation">
        <span className="flex flex-wrap items-center gap-3">
          {score === null ? null : <span className="text-2xl font-semibold tabular-nums">{score}</span>}
          <ScoreBadge score={score} isWord />
          <Trend points={trend} />
        </span>
      </Part>
      <Part name="Critical APIs with a tested fallback">
        <span className="text-2xl font-semibold tabular-nums">
          {tested}
          <span className="text-base font-normal text-text-muted">{` of ${critical}`}</span>
        </span>
        {tested < critical ? (
          <Link
            href={routes.scorecards({ state: "uncovered" })}
            className="text-sm text-accent hover:underline"
          >{`${untested} untested, ${critical - tested - untested} without`}</Link>
        ) : null}
      </Part>
      <Part name="Broken rules">
        <Broken counts={overview} />
        {overview.block > 0 ? (
          <Link
            href={routes.scorecards({ state: "blocking" })}
            className="text-sm text-accent hover:underline"
          >
            Show what blocks
          </Link>
        ) : null}
      </Part>
      <Part name="Judged">
        <span>{countOf(apis, "live API", "live APIs")}</span>
        {judgedAt ? <RelativeTime at={judgedAt} className="text-sm text-text-muted" /> : null}
      </Part>
    </dl>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1 bg-surface-raised px-4 py-3">
      <dt className="text-xs text-text-muted">{name}</dt>
      <dd className="flex flex-col items-start gap-1">{children}</dd>
    </div>
  );
}
