import type { TeamRole } from "#lib/access";
import type { Tx } from "#lib/db";
import { groupMemberships, type GroupRule, type MembershipChanges } from "./group-memberships.ts";
import { lockOwners } from "./memberships.ts";

interface Applied {
  userId: string;
  groups: string[];
  policy: { rules: GroupRule[]; areGroupsExact: boolean };
}

/** Brings the memberships of somebody in line with their groups. A team's last owner stays one. Returns what changed. */
export async function applyGroups(tx: Tx, { userId, groups, policy }: Applied): Promise<MembershipChanges> {
  if (policy.rules.length === 0) return { set: [], remove: [] };
  const rows = await tx.membership.findMany({
    where: { userId },
    select: { role: true, fromGroup: true, team: { select: { id: true, slug: true } } },
  });
  const held = rows.map(({ role, fromGroup, team }) => ({ team: team.slug, role, fromGroup }));
  const wanted = groupMemberships(policy.rules, groups, { held, isExact: policy.areGroupsExact });
  const set = await keep(wanted.set, ({ team, role }) => setRole(tx, { userId, team, role }));
  const remove = await keep(wanted.remove, (team) => removeFrom(tx, { userId, team }));
  return { set, remove };
}

async function keep<T>(items: T[], apply: (item: T) => Promise<boolean>): Promise<T[]> {
  const done: T[] = [];
  for (const item of items) if (await apply(item)) done.push(item);
  return done;
}

async function setRole(tx: Tx, of: { userId: string; team: string; role: TeamRole }): Promise<boolean> {
  const teamId = await teamIdFor(tx, of.team);
  if (teamId === undefined || (of.role !== "owner" && (await isLastOwner(tx, teamId, of.userId))))
    return false;
  const key = { teamId, userId: of.userId };
  await tx.membership.upsert({
    where: { teamId_userId: key },
    create: { ...key, role: of.role, fromGroup: true },
    update: { role: of.role, fromGroup: true },
    select: { userId: true },
  });
  return true;
}

async function removeFrom(tx: Tx, of: { userId: string; team: string }): Promise<boolean> {
  const teamId = await teamIdFor(tx, of.team);
  if (teamId === undefined || (await isLastOwner(tx, teamId, of.userId))) return false;
  await tx.membership.deleteMany({ where: { teamId, userId: of.userId } });
  return true;
}

/** A rule may name a team that nobody has opened yet. */
async function teamIdFor(tx: Tx, slug: string): Promise<string | undefined> {
  return (await tx.team.findUnique({ where: { slug }, select: { id: true } }))?.id;
}

async function isLastOwner(tx: Tx, teamId: string, userId: string): Promise<boolean> {
  const owners = await lockOwners(tx, teamId);
  return owners.length === 1 && owners[0] === userId;
}
