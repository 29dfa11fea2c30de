import { authorise } from "#lib/access";
import { change, containing, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { pageSlice, type Page } from "#lib/paging";
import type { MemberQuery, SetMembership, TeamMember } from "./schema.ts";

const MEMBER = { role: true, user: { select: { id: true, name: true, email: true, state: true } } } as const;

type MemberRow = { role: TeamMember["role"]; user: Omit<TeamMember, "userId" | "role"> & { id: string } };

function toMember({ role, user }: MemberRow): TeamMember {
  return { userId: user.id, name: user.name, email: user.email, state: user.state, role };
}

/** The members of a team by page; `q` looks into names and addresses. Throws `not_found` without the team. */
export async function listMembers(
  ctx: Ctx,
  input: { slug: string; query: MemberQuery },
): Promise<Page<TeamMember>> {
  authorise(ctx.actor, "team.read");
  const { query } = input;
  const teamId = await teamIdOf(ctx, input.slug);
  const contains = containing(query.q);
  const where = { teamId, ...(query.q && { user: { OR: [{ name: contains }, { email: contains }] } }) };
  const [rows, total] = await Promise.all([
    ctx.db.membership.findMany({
      where,
      select: MEMBER,
      orderBy: [
        query.sort === "role" ? { role: query.dir } : { user: { [query.sort]: query.dir } },
        { userId: query.dir },
      ],
      ...pageSlice(query),
    }),
    ctx.db.membership.count({ where }),
  ]);
  return { items: rows.map(toMember), total, page: query.page, size: query.size };
}

/**
 * Adds a member or changes their role. Throws `not_found` without the team, `unprocessable` at `email` when nobody
 * active has that address, `conflict` when the team would lose its last owner.
 */
export async function setMembership(ctx: Ctx, input: SetMembership & { slug: string }): Promise<TeamMember> {
  const teamId = await teamIdOf(ctx, input.slug);
  return change(ctx, { action: "team.update", kind: "team", id: teamId, teamId }, async (tx) => {
    const owners = await lockOwners(tx, teamId);
    const user = await tx.user.findFirst({
      where: { email: input.email, state: "active" },
      select: { id: true },
    });
    if (!user) throw unknownMember();
    if (input.role !== "owner") assertNotLastOwner(owners, user.id);
    const key = { teamId, userId: user.id };
    const before = await tx.membership.findUnique({ where: { teamId_userId: key }, select: { role: true } });
    const row = await tx.membership.upsert({
      where: { teamId_userId: key },
      create: { ...key, role: input.role },
      // What somebody sets by hand is no longer a group's.
      update: { role: input.role, fromGroup: false },
      select: MEMBER,
    });
    const after = { userId: user.id, role: input.role };
    return {
      result: toMember(row),
      before: before ? { userId: user.id, role: before.role } : undefined,
      after,
    };
  });
}

/** Takes a member out; everybody may leave by themselves. Throws `not_found`, and `conflict` for the last owner. */
export async function removeMembership(ctx: Ctx, input: { slug: string; userId: string }): Promise<void> {
  const { userId } = input;
  const teamId = await teamIdOf(ctx, input.slug);
  const action = userId === ctx.actor.id ? "team.leave" : "team.update";
  await change(ctx, { action, kind: "team", id: teamId, teamId, userId }, async (tx) => {
    assertNotLastOwner(await lockOwners(tx, teamId), userId);
    const key = { teamId_userId: { teamId, userId } };
    const before = await tx.membership.findUnique({ where: key, select: { userId: true, role: true } });
    if (!before) throw new AppError("not_found", "Not a member of this team.");
    await tx.membership.delete({ where: key, select: { userId: true } });
    return { result: undefined, before };
  });
}

/** Throws `not_found`. */
export async function teamIdOf(ctx: Ctx, slug: string): Promise<string> {
  const team = await ctx.db.team.findUnique({ where: { slug }, select: { id: true } });
  if (!team) throw new AppError("not_found", "There is no such team.");
  return team.id;
}

/** The owners, behind the team's lock: two who leave at once must not both succeed. */
export async function lockOwners(tx: Tx, teamId: string): Promise<string[]> {
  await tx.$queryRaw`SELECT id FROM "Team" WHERE id = ${teamId} FOR UPDATE`;
  const rows = await tx.membership.findMany({
    where: { teamId, role: "owner" },
    select: { userId: true },
    take: 2,
  });
  return rows.map((row) => row.userId);
}

function assertNotLastOwner(owners: string[], userId: string): void {
  if (owners.length !== 1 || owners[0] !== userId) return;
  throw new AppError("conflict", "This is the team's last owner. Make somebody else one first.");
}

function unknownMember(): AppError {
  const message = "Nobody with an active account has this address.";
  return new AppError("unprocessable", message, { issues: [{ path: ["email"], message }] });
}
