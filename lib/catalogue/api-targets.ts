import { may, type Actor } from "#lib/access";
import { Prisma, type Tx, type Visibility } from "#lib/db";
import { AppError, type Issue } from "#lib/errors";
import { namedApis } from "#lib/fallback";

interface Named {
  api: string;
  version: string;
}

interface Row extends Named {
  teamId: string;
  visibility: Visibility;
  grantedTeamIds: string[];
}

/** Longest way that is followed; a chain in use is never that deep. */
const STEPS_MAX = 10;

/**
 * Issues at the targets of a policy that name an API which the actor may not see, or which is not there: the two look alike.
 * Those that `known` names already were looked at when they came in.
 */
export async function unseenApis(
  tx: Pick<Tx, "$queryRaw">,
  actor: Actor,
  { policy, known }: { policy: unknown; known?: unknown },
): Promise<Issue[]> {
  const before = new Set(namedApis(known).map(nameOf));
  const named = namedApis(policy).filter((one) => !before.has(nameOf(one)));
  if (named.length === 0) return [];
  const rows = await tx.$queryRaw<Row[]>`
    SELECT a."slug" AS "api", v."name" AS "version", a."teamId", a."visibility"::text, a."grantedTeamIds"
    FROM "Version" v JOIN "Api" a ON a."id" = v."apiId"
    WHERE (a."slug", v."name") IN (${Prisma.join(named.map(({ api, version }) => Prisma.sql`(${api}, ${version})`))})`;
  const seen = new Set(rows.filter((row) => may(actor, "api.read", row)).map(nameOf));
  return named
    .filter((one) => !seen.has(nameOf(one)))
    .map((one) => ({
      path: ["policy", "chain", one.index, "apiId"],
      message: `There is no API ${nameOf(one)} that you can see.`,
      code: "unknown-api",
    }));
}

/**
 * Refuses a policy whose chain would come back to its own version, by the drafts of others or by what they have published
 * anywhere. Two that are saved at the same moment are found out when they are compiled.
 */
export async function refuseCircles(
  tx: Pick<Tx, "$queryRaw">,
  actor: Actor,
  { self, policy }: { self: Named & { id: string }; policy: unknown },
): Promise<void> {
  for (const { api, version, index } of namedApis(policy)) {
    const way = await wayBack(tx, self, { api, version });
    if (!way) continue;
    const labels = way.map((step) =>
      may(actor, "api.read", step) ? nameOf(step) : "an API that you cannot see",
    );
    const message = `The chain would come back to itself: ${[nameOf(self), ...labels, nameOf(self)].join(" → ")}.`;
    const issue = { path: ["policy", "chain", index, "apiId"], message, code: "api-cycle" };
    throw new AppError("conflict", message, { issues: [issue] });
  }
}

interface Step extends Row {
  policies: unknown[];
}

/** The versions from this one to the one before `self`; undefined when none of them names it. */
async function wayBack(tx: Pick<Tx, "$queryRaw">, self: Named, from: Named): Promise<Row[] | undefined> {
  if (nameOf(from) === nameOf(self)) return [];
  const before = new Map<string, Step | undefined>([[nameOf(from), undefined]]);
  let level: Named[] = [from];
  for (let step = 0; level.length > 0 && step < STEPS_MAX; step++) {
    const rows = await readSteps(tx, level);
    const named = rows.flatMap((row) => row.policies.flatMap(namedApis).map((next) => ({ row, next })));
    const back = named.find(({ next }) => nameOf(next) === nameOf(self));
    if (back) return trailOf(back.row, before);
    const fresh = new Map(named.map((one) => [nameOf(one.next), one]));
    for (const known of before.keys()) fresh.delete(known);
    for (const [name, { row }] of fresh) before.set(name, row);
    level = [...fresh.values()].map(({ next }) => next);
  }
  return undefined;
}

function trailOf(last: Step, before: ReadonlyMap<string, Step | undefined>): Row[] {
  const trail: Row[] = [];
  for (let step: Step | undefined = last; step; step = before.get(nameOf(step))) trail.unshift(step);
  return trail;
}

/** Each with the chains it has: the draft's and those that are wanted anywhere. */
function readSteps(tx: Pick<Tx, "$queryRaw">, named: readonly Named[]): Promise<Step[]> {
  const places = named.map(({ api, version }) => Prisma.sql`(${api}, ${version})`);
  return tx.$queryRaw<Step[]>`
    SELECT a."slug" AS "api", v."name" AS "version", a."teamId", a."visibility"::text, a."grantedTeamIds",
      (SELECT jsonb_agg(p."policy") FROM (
        SELECT v."policy" UNION ALL
        SELECT r."policy" FROM "Deployment" d JOIN "Revision" r ON r."id" = d."wantedRevisionId" WHERE d."versionId" = v."id"
      ) p) AS "policies"
    FROM "Version" v JOIN "Api" a ON a."id" = v."apiId"
    WHERE (a."slug", v."name") IN (${Prisma.join(places)})`;
}

function nameOf({ api, version }: Named): string {
  return `${api} ${version}`;
}
