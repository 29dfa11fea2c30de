export * from "./schema.ts";
export { judgeLive } from "./judge-live.ts";
export { requestJudgement } from "./request-judgement.ts";
export { listApiScores } from "./list-api-scores.ts";
export { exportApiScores } from "./export-api-scores.ts";
export { listTeamScores } from "./list-team-scores.ts";
export { getScoreOverview } from "./get-overview.ts";
export { getApiScorecard } from "./get-api-scorecard.ts";
export { listStandingFindings } from "./list-standing-findings.ts";
