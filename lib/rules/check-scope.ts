import type { Tx } from "#lib/db";
import { AppError, type Issue } from "#lib/errors";
import type { RuleScope } from "#lib/governance/schema";

/** A rule for a team or an environment that is not there would be for nobody, unseen: `invalid` at the field that names it. */
export async function refuseUnknownScope(
  tx: Pick<Tx, "team" | "environment">,
  { teams = [], environments = [] }: RuleScope,
): Promise<void> {
  const select = { slug: true } as const;
  const [foundTeams, foundEnvironments] = await Promise.all([
    tx.team.findMany({ where: { slug: { in: teams } }, select, take: teams.length }),
    tx.environment.findMany({ where: { slug: { in: environments } }, select, take: environments.length }),
  ]);
  const issues = [
    ...unknownOf(teams, foundTeams, { field: "teams", what: "team" }),
    ...unknownOf(environments, foundEnvironments, { field: "environments", what: "environment" }),
  ];
  if (issues[0]) throw new AppError("invalid", issues[0].message, { issues });
}

function unknownOf(
  named: readonly string[],
  found: readonly { slug: string }[],
  { field, what }: { field: string; what: string },
): Issue[] {
  const unknown = named.find((slug) => !found.some((one) => one.slug === slug));
  return unknown === undefined
    ? []
    : [{ path: ["scope", field], message: `There is no ${what} with the slug ${unknown}.` }];
}
