import type { Ctx, Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { isBlocking } from "#lib/governance";
import type { RuleFinding } from "#lib/governance/schema";
import { judgeSunset } from "#lib/rules";
import { findLife, type LifeRow } from "./find-life.ts";
import type { AskedSunset, SunsetFindings, VersionLifeParams } from "./schema.ts";

interface Announced {
  version: LifeRow;
  sunsetAt: string | undefined;
}

/** Throws `unprocessable`, at `sunsetAt`, where a blocking rule asks for more time between the announcement and the end. */
export async function refuseShortNotice(
  tx: Tx,
  { now }: Pick<Ctx, "now">,
  announced: Announced,
): Promise<void> {
  const blocking = (await judgeNotice(tx, announced, now)).filter(isBlocking);
  if (!blocking[0]) return;
  throw new AppError("unprocessable", blocking[0].message, {
    issues: blocking.map(({ kind, rule, path, message }) => ({
      path,
      message: `${message} (Rule: ${rule})`,
      code: `rule:${kind}`,
    })),
  });
}

/** What rules would say of an end that is announced now. For those who may announce it. */
export async function getSunsetFindings(
  ctx: Ctx,
  at: VersionLifeParams,
  { sunsetAt }: AskedSunset,
): Promise<SunsetFindings> {
  const version = await findLife(ctx, at, "version.deprecate");
  return { findings: await judgeNotice(ctx.db, { version, sunsetAt }, ctx.now) };
}

async function judgeNotice(
  db: Parameters<typeof judgeSunset>[0] & Pick<Tx, "deployment">,
  { version, sunsetAt }: Announced,
  now: Date,
): Promise<RuleFinding[]> {
  if (sunsetAt === undefined) return [];
  const live = await db.deployment.findMany({
    where: { versionId: version.id, wantedRevisionId: { not: null } },
    select: { environment: { select: { slug: true } } },
    take: 100,
  });
  const ending = {
    version: { id: version.id, name: version.name, apiId: version.api.id },
    environments: live.map(({ environment }) => environment.slug),
    sunsetAt: new Date(sunsetAt),
  };
  return judgeSunset(db, ending, now);
}
