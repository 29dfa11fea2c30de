import { Gauge } from "lucide-react";
import type { ReactNode } from "react";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import type { ScoreOverview } from "#lib/scores/schema";
import { ScoreSummary } from "./score-summary.tsx";
import { WorstRules } from "./worst-rules.tsx";

interface ScorecardsProps {
  overview: ScoreOverview;
  by: "api" | "team";
  filters: ReactNode;
  /** The list that is looked at. */
  children: ReactNode;
}

/** The organisation first, then every API or every team, then the rules that are broken most. */
export function Scorecards({ overview, by, filters, children }: ScorecardsProps) {
  if (overview.judgedAt === null) {
    return (
      <Card>
        <EmptyState icon={Gauge} title="Nothing was judged yet.">
          Everything live is judged by the rules every night. A governance owner can have it judged now.
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      <ScoreSummary overview={overview} />
      <Card>
        <CardHeader
          title={by === "api" ? "APIs" : "Teams"}
          description={
            by === "api"
              ? "The share of its rules that an API keeps, by their weight. A waived rule counts half."
              : "The mean of a team's APIs; critical ones count more."
          }
          actions={
            by === "api" ? (
              <ButtonLink href={routes.scorecards({ by: "team" })}>Show teams</ButtonLink>
            ) : (
              <ButtonLink href={routes.scorecards()}>Show APIs</ButtonLink>
            )
          }
        />
        {filters ? <div className="border-b px-4 py-2.5">{filters}</div> : null}
        {children}
      </Card>
      <WorstRules rules={overview.worstRules} apis={overview.apis} />
    </>
  );
}
