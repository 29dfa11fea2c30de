import type { TeamRole } from "#lib/access";

export interface GroupRule {
  group: string;
  /** Its slug. */
  team: string;
  role: TeamRole;
}

export interface Held {
  team: string;
  role: TeamRole;
  fromGroup: boolean;
}

/** What has to change so that memberships say what the groups give. */
export interface MembershipChanges {
  set: { team: string; role: TeamRole }[];
  remove: string[];
}

const RANK: Record<TeamRole, number> = { viewer: 1, maintainer: 2, owner: 3 };

/**
 * What the groups of somebody who signs in make of their memberships: the highest role of all rules that hold. What a group
 * gave and no longer gives is removed. What was made by hand stays as it is, unless the groups alone count (`isExact`).
 */
export function groupMemberships(
  rules: readonly GroupRule[],
  groups: readonly string[],
  { held, isExact }: { held: readonly Held[]; isExact: boolean },
): MembershipChanges {
  const wanted = new Map<string, TeamRole>();
  for (const { group, team, role } of rules) {
    if (!groups.includes(group)) continue;
    const known = wanted.get(team);
    if (known === undefined || RANK[role] > RANK[known]) wanted.set(team, role);
  }
  const byHand = (one: Held | undefined) => one !== undefined && !one.fromGroup && !isExact;
  const holding = new Map(held.map((one) => [one.team, one]));
  const set = [...wanted]
    .filter(([team, role]) => !byHand(holding.get(team)) && holding.get(team)?.role !== role)
    .map(([team, role]) => ({ team, role }));
  const remove = held.filter((one) => !byHand(one) && !wanted.has(one.team)).map(({ team }) => team);
  return { set, remove };
}
