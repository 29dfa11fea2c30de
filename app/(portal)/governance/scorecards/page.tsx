import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { ApiScoresTable } from "@/components/scores/api-scores-table.tsx";
import { JudgeNowButton } from "@/components/scores/judge-now-button.tsx";
import { ScoreFilters } from "@/components/scores/score-filters.tsx";
import { Scorecards } from "@/components/scores/scorecards.tsx";
import { TeamScoresTable } from "@/components/scores/team-scores-table.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { may } from "#lib/access";
import { ApiScoreList, getScoreOverview, listApiScores, listTeamScores, TeamScoreList } from "#lib/scores";

export const metadata: Metadata = { title: "Scorecards" };

export default async function ScorecardsPage({ searchParams }: PageProps<"/governance/scorecards">) {
  const ctx = await pageCtx();
  const search = await searchParams;
  const isByTeam = search["by"] === "team";
  const [query, teamQuery] = [ApiScoreList.url.parse(search), TeamScoreList.url.parse(search)];
  const [overview, list] = await Promise.all([
    getScoreOverview(ctx),
    isByTeam
      ? listTeamScores(ctx, teamQuery).then((page) => <TeamScoresTable page={page} query={teamQuery} />)
      : listApiScores(ctx, query).then((page) => <ApiScoresTable page={page} query={query} />),
  ]);
  return (
    <>
      <PageHeader
        title="Scorecards"
        description="How far everything live keeps the organisation's rules, and which critical APIs could fall back."
        actions={may(ctx.actor, "score.judge") ? <JudgeNowButton judgedAt={overview.judgedAt} /> : null}
      />
      <Scorecards
        overview={overview}
        by={isByTeam ? "team" : "api"}
        filters={isByTeam ? null : <ScoreFilters query={query} />}
      >
        {list}
      </Scorecards>
    </>
  );
}
