import type { Actor } from "#lib/access";
import type { Tx } from "#lib/db";
import { brownoutInWords } from "#lib/lifecycle";
import { notify, type Happening } from "#lib/notifications";
import { Brownout } from "#lib/routing/schema";
import type { LifeRow } from "./find-life.ts";
import { readDependentChains } from "./retirement.ts";

interface Told {
  version: LifeRow;
  /** Names what happened: the life's etag, or the days ahead. */
  key: string;
  now: Date;
  by: Actor;
}

type LifeKind = Exclude<Extract<Happening["kind"], `version.${string}`>, "version.retirement_held">;

/** The teams whose applications are subscribed to a version. */
async function subscriberTeams(tx: Tx, versionId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ teamId: string }[]>`
    SELECT DISTINCT p."teamId" FROM "Subscription" s JOIN "Application" p ON p."id" = s."applicationId"
    WHERE s."versionId" = ${versionId} AND s."state" IN ('active', 'suspended', 'pending') ORDER BY 1 LIMIT 5000`;
  return rows.map(({ teamId }) => teamId);
}

/** Tells the teams of subscribed applications, and those whose chains it is in, what becomes of a version. */
export async function tellCallers(tx: Tx, kind: LifeKind, { version, key, now, by }: Told): Promise<void> {
  const { api, name, sunsetAt, successor, deprecationNote, blockedReason } = version;
  const about = {
    api: api.slug,
    apiName: api.name,
    version: name,
    ownerTeamId: api.teamId,
    sunsetDay: sunsetAt?.toISOString().slice(0, 10) ?? "",
    successor: successor ? `${successor.api.name} ${successor.name}` : "",
    brownouts: Brownout.array().parse(version.brownouts).map(brownoutInWords),
    note: kind === "version.blocked" ? blockedReason : deprecationNote,
  };
  const tell = async (told: LifeKind | "dependency.ending", teamIds: string[]) => {
    for (const teamId of teamIds) {
      const happening = {
        kind: told,
        facts: { ...about, teamId },
        key: `${version.id}:${key}:${teamId}`,
        now,
        by,
      };
      // Cast: these kinds have the same facts; the compiler looks for one member of the union.
      await notify(tx, happening as Happening);
    }
  };
  await tell(kind, await subscriberTeams(tx, version.id));
  if (kind !== "version.deprecated" && kind !== "version.ending") return;
  const dependents = await readDependentChains(tx, version.id);
  await tell("dependency.ending", [...new Set(dependents.map(({ teamId }) => teamId))]);
}

/** Writes down that every subscribed application was told. */
export async function noteTold(
  tx: Tx,
  versionId: string,
  { now, daysAhead }: { now: Date; daysAhead: number | null },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "SunsetNotice" ("versionId", "applicationId", "toldAt", "daysAhead")
    SELECT DISTINCT s."versionId", s."applicationId", ${now}::timestamptz, ${daysAhead}::int FROM "Subscription" s
    WHERE s."versionId" = ${versionId} AND s."state" IN ('active', 'suspended', 'pending')
    ON CONFLICT ("versionId", "applicationId") DO UPDATE SET "toldAt" = EXCLUDED."toldAt", "daysAhead" = EXCLUDED."daysAhead"`;
}
