import type { Ctx, Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { isBlocking } from "#lib/governance";
import { judgeSunset } from "#lib/rules";
import type { LifeRow } from "./find-life.ts";

/** Throws `unprocessable`, at `sunsetAt`, where a blocking rule asks for more time between the announcement and the end. */
export async function refuseShortNotice(
  tx: Tx,
  { now }: Pick<Ctx, "now">,
  { version, sunsetAt }: { version: LifeRow; sunsetAt: string | undefined },
): Promise<void> {
  if (sunsetAt === undefined) return;
  const live = await tx.deployment.findMany({
    where: { versionId: version.id, wantedRevisionId: { not: null } },
    select: { environment: { select: { slug: true } } },
    take: 100,
  });
  const ending = {
    version: { id: version.id, name: version.name, apiId: version.api.id },
    environments: live.map(({ environment }) => environment.slug),
    sunsetAt: new Date(sunsetAt),
  };
  const blocking = (await judgeSunset(tx, ending, now)).filter(isBlocking);
  if (!blocking[0]) return;
  throw new AppError("unprocessable", blocking[0].message, {
    issues: blocking.map(({ kind, rule, path, message }) => ({
      path,
      message: `${message} (Rule: ${rule})`,
      code: `rule:${kind}`,
    })),
  });
}
