import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { Page } from "#lib/paging/schema";
import type { ApiScorecard, JudgementAsked, ScoreOverview, StandingFindingDto } from "#lib/scores/schema";

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

/** What breaks rules on one page, the gravest first. */
export const findingsQuery = (slug: string, page: number) =>
  queryOptions({
    queryKey: ["scores", "api", slug, "findings", page],
    queryFn: ({ signal }) =>
      api<Page<StandingFindingDto>>(`/apis/${slug}/scorecard/findings?page=${page}`, { signal }),
    placeholderData: keepPreviousData,
  });

export function requestJudgement(): Promise<JudgementAsked> {
  return api<JudgementAsked>("/governance/judgements", { method: "POST" });
}
