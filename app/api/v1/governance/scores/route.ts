import { handle } from "@/app/_server/handle.ts";
import { getScoreOverview, ScoreOverview } from "#lib/scores";

export const GET = handle(
  { summary: "Read how the organisation keeps its rules", area: "governance", answer: ScoreOverview },
  ({ ctx }) => getScoreOverview(ctx),
);
