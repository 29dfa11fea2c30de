import { queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { ApiScorecard, JudgementAsked, ScoreOverview } from "#lib/scores/schema";

export const scoreOverviewQuery = () =>
  queryOptions({
    queryKey: ["scores", "overview"],
    queryFn: ({ signal }) => api<ScoreOverview>("/governance/scores", { signal }),
  });

export const scorecardQuery = (slug: string) =>
  queryOptions({
    queryKey: ["scores", "api", slug],
    queryFn: ({ signal }) => api<ApiScorecard>(`/apis/${slug}/scorecard`, { signal }),
  });

export function requestJudgement(): Promise<JudgementAsked> {
  return api<JudgementAsked>("/governance/judgements", { method: "POST" });
}
