import { handle } from "@/app/_server/handle.ts";
import { requestJudgement } from "#lib/scores";

export const POST = handle(
  {
    summary: "Judge everything live now",
    description: "It is done in the background. `judgedAt` of the scores says when.",
    area: "governance",
  },
  ({ ctx }) => requestJudgement(ctx),
);
