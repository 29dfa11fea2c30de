import { authorise } from "#lib/access";
import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { enqueueJudgement } from "#lib/rules";
import { findApi, findGrantedTeamIds, findTeamId } from "./find.ts";
import { getApi } from "./get-api.ts";
import type { ApiDetail, ApiParams, UpdateApi } from "./schema.ts";

/**
 * Changes what is given. Moving an API to another team takes the right to change it in both. Rules look at tier, team and tags:
 * what is live is judged again. Throws `stale` when it is no longer what `etag` names.
 */
export async function updateApi(ctx: Ctx, at: ApiParams, input: UpdateApi): Promise<ApiDetail> {
  const api = await findApi(ctx, at, "api.update");
  const { team, grantedTeams, etag, ...fields } = input;
  const grantedTeamIds = grantedTeams && (await findGrantedTeamIds(ctx, grantedTeams));
  const teamId = team === undefined ? api.teamId : await findTeamId(ctx, team);
  authorise(ctx.actor, "api.update", { teamId });
  await change(ctx, { action: "api.update", kind: "api", id: api.id, teamId: api.teamId }, async (tx) => {
    const data = Object.fromEntries(
      Object.entries({ ...fields, grantedTeamIds, teamId }).filter(([, value]) => value !== undefined),
    );
    const { count } = await tx.api.updateMany({
      where: { id: api.id, ...(etag === undefined ? {} : { updatedAt: etag }) },
      data: { ...data, updatedAt: ctx.now },
    });
    if (count === 0)
      throw new AppError("stale", "Somebody else has changed this API. Look at it again, then decide.");
    await enqueueJudgement(tx, { apiId: api.id, now: ctx.now });
    const {
      name,
      summary,
      tier,
      visibility,
      grantedTeamIds: granted,
      domain,
      tags,
      fallbackAlertMinutes,
    } = api;
    return {
      result: undefined,
      before: {
        name,
        summary,
        tier,
        visibility,
        grantedTeamIds: granted,
        domain,
        tags,
        fallbackAlertMinutes,
        team: api.team.slug,
      },
      after: { ...fields, ...(team && { team }), ...(grantedTeams && { grantedTeams }) },
    };
  });
  return getApi(ctx, at);
}
