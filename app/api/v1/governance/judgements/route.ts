import { handle } from "@/app/_server/handle.ts";
import { requestJudgement } from "#lib/scores";
import { JudgementAsked } from "#lib/scores/schema";

export const POST = handle(
  {
    summary: "Judge everything live now",
    description:
      "It is done in the background, and done when `judgedAt` of the scores is later than `askedAt`.",
    area: "governance",
    status: 202,
    answer: JudgementAsked,
  },
  ({ ctx }) => requestJudgement(ctx),
);
