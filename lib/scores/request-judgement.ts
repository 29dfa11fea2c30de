import { change, type Ctx } from "#lib/db";
import { enqueueJudgement } from "#lib/rules";
import type { JudgementAsked } from "./schema.ts";

/** Asks for everything live to be judged now instead of tonight. The answer shows on the scorecards. */
export async function requestJudgement(ctx: Ctx): Promise<JudgementAsked> {
  return change(ctx, { action: "score.judge", kind: "organisation", id: "scores" }, async (tx) => {
    await enqueueJudgement(tx, { now: ctx.now });
    return { result: { askedAt: ctx.now.toISOString() } };
  });
}
