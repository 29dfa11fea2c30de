import { authorise } from "#lib/access";
import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { noticeDue } from "#lib/lifecycle";
import { notify } from "#lib/notifications";
import { readAll } from "#lib/paging";
import { holdLife } from "./find-life.ts";
import { moveVersion } from "./move-version.ts";
import { noteTold, tellCallers } from "./tell.ts";

const AT_ONCE = 500;

interface Ending {
  id: string;
  api: string;
  version: string;
  teamId: string;
  apiName: string;
  lifecycleEtag: number;
  sunsetAt: Date;
  /** The days of the last notice; null: only the deprecation was told. */
  given: number | null;
}

/**
 * Tells callers of the ends that come nearer (90, 30, 7 and 1 days ahead, once each) and retires what has come to its end. What
 * something stands in the way of stays as it is, and its team is told once a day. Doing it again changes nothing.
 */
export async function runSunsets(ctx: Ctx): Promise<{ told: number; retired: number; held: number }> {
  authorise(ctx.actor, "version.tell");
  const counts = { told: 0, retired: 0, held: 0 };
  for await (const one of readAll<Ending>(AT_ONCE, (after) => readEnding(ctx, after))) {
    if (one.sunsetAt > ctx.now) counts.told += (await tellAhead(ctx, one)) ? 1 : 0;
    else counts[(await retire(ctx, one)) ? "retired" : "held"] += 1;
  }
  return counts;
}

function readEnding({ db, now }: Ctx, after: Ending | undefined): Promise<Ending[]> {
  const until = new Date(now.getTime() + 91 * 86_400_000);
  return db.$queryRaw<Ending[]>`
    SELECT v."id", a."slug" AS "api", a."name" AS "apiName", v."name" AS "version", a."teamId", v."lifecycleEtag", v."sunsetAt",
      v."noticeGivenDays" AS "given"
    FROM "Version" v JOIN "Api" a ON a."id" = v."apiId"
    WHERE v."stage" = 'deprecated' AND v."sunsetAt" IS NOT NULL AND v."sunsetAt" <= ${until}
      AND v."id" > ${after?.id ?? ""}
    ORDER BY v."id" LIMIT ${AT_ONCE}`;
}

async function tellAhead(ctx: Ctx, { id, sunsetAt, given }: Ending): Promise<boolean> {
  const days = noticeDue(sunsetAt.getTime(), given ?? undefined, ctx.now.getTime());
  if (days === undefined) return false;
  await change(ctx, { action: "version.tell", kind: "version", id }, async (tx) => {
    const version = await holdLife(tx, id);
    if (version.stage === "deprecated" && version.sunsetAt?.getTime() === sunsetAt.getTime()) {
      const key = `${version.sunsetAt.toISOString()}:${days}`;
      await tellCallers(tx, "version.ending", { version, key, now: ctx.now, by: ctx.actor });
      await noteTold(tx, id, { now: ctx.now, daysAhead: days });
      await tx.version.update({ where: { id }, data: { noticeGivenDays: days } });
    }
    return { result: undefined, after: { daysAhead: days } };
  });
  return true;
}

async function retire(ctx: Ctx, ending: Ending): Promise<boolean> {
  const at = { slug: ending.api, version: ending.version };
  try {
    await moveVersion(ctx, at, { action: "retire", etag: ending.lifecycleEtag });
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== "conflict" && error.code !== "stale")) throw error;
    await tellHeld(ctx, ending, error.message);
    return false;
  }
}

async function tellHeld(ctx: Ctx, { id, api, apiName, version, teamId }: Ending, why: string): Promise<void> {
  const facts = { api, apiName, version, ownerTeamId: teamId, reason: why.slice(0, 2_000) };
  const key = `${id}:${ctx.now.toISOString().slice(0, 10)}`;
  // The notification is the record; no state that anybody decided on changes.
  await ctx.db.$transaction((tx) =>
    notify(tx, { kind: "version.retirement_held", facts, key, now: ctx.now }),
  );
}
