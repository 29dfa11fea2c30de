import { randomBytes } from "node:crypto";
import { authorise, type TeamRole } from "#lib/access";
import { change, type Ctx, type Prisma } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId, sha256Hex } from "#lib/ids";
import { notify } from "#lib/notifications";
import { pageSlice, type Page } from "#lib/paging";
import { teamIdOf } from "./memberships.ts";
import type {
  CreatedInvitation,
  CreateInvitation,
  Invitation,
  InvitationQuery,
  OfferedMembership,
} from "./schema.ts";

const LIFE_MS = 7 * 24 * 60 * 60 * 1000;
const TOKEN_BYTES = 32;
const RANK: Record<TeamRole, number> = { viewer: 1, maintainer: 2, owner: 3 };

const INVITATION = {
  id: true,
  role: true,
  email: true,
  createdByName: true,
  createdAt: true,
  expiresAt: true,
} as const satisfies Prisma.InvitationSelect;

function toInvitation(row: Prisma.InvitationGetPayload<{ select: typeof INVITATION }>): Invitation {
  const { createdByName, createdAt, expiresAt, ...rest } = row;
  return {
    ...rest,
    invitedBy: createdByName,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

/**
 * Invites one person, for a week. With an address: the account that has it, which is told if there is one. Without: whoever
 * opens the link first. An invitation opens no account.
 */
export async function createInvitation(
  ctx: Ctx,
  input: CreateInvitation & { slug: string },
): Promise<CreatedInvitation> {
  const { slug, role, email } = input;
  const teamId = await teamIdOf(ctx, slug);
  return change(ctx, { action: "team.invite", kind: "team", id: teamId, teamId }, async (tx) => {
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const id = newId("inv", ctx.now.getTime());
    const row = await tx.invitation.create({
      data: {
        id,
        teamId,
        role,
        email: email ?? null,
        tokenHash: sha256Hex(token),
        createdById: ctx.actor.id,
        createdByName: ctx.actor.name,
        createdAt: ctx.now,
        expiresAt: new Date(ctx.now.getTime() + LIFE_MS),
      },
      select: { ...INVITATION, team: { select: { name: true } } },
    });
    const { team, ...invitation } = row;
    const invited =
      email && (await tx.user.findFirst({ where: { email, state: "active" }, select: { id: true } }));
    if (invited) {
      const facts = {
        invitationId: id,
        userId: invited.id,
        teamName: team.name,
        role,
        invitedBy: ctx.actor.name,
      };
      await notify(tx, { kind: "team.invited", key: id, facts, now: ctx.now, by: ctx.actor });
    }
    const path = `/join/${email ? id : token}`;
    const result = { invitation: toInvitation(invitation), path, isNotified: Boolean(invited) };
    return { result, after: { invitation: id, role, email } };
  });
}

/** Invitations into a team that nobody has used yet. For those who may change its members. */
export async function listInvitations(
  ctx: Ctx,
  input: { slug: string; query: InvitationQuery },
): Promise<Page<Invitation>> {
  const teamId = await teamIdOf(ctx, input.slug);
  authorise(ctx.actor, "team.update", { teamId });
  const { query } = input;
  const where = { teamId, usedById: null, expiresAt: { gt: ctx.now } };
  const [rows, total] = await Promise.all([
    ctx.db.invitation.findMany({
      where,
      select: INVITATION,
      orderBy: [{ [query.sort]: query.dir }, { id: query.dir }],
      ...pageSlice(query),
    }),
    ctx.db.invitation.count({ where }),
  ]);
  return { items: rows.map(toInvitation), total, page: query.page, size: query.size };
}

/** Ends an invitation before it is used. Throws `not_found`. */
export async function withdrawInvitation(ctx: Ctx, input: { slug: string; id: string }): Promise<void> {
  const teamId = await teamIdOf(ctx, input.slug);
  await change(ctx, { action: "team.invite", kind: "team", id: teamId, teamId }, async (tx) => {
    const { count } = await tx.invitation.deleteMany({ where: { id: input.id, teamId, usedById: null } });
    if (count === 0) throw new AppError("not_found", "There is no such invitation, or it has been used.");
    return { result: undefined, before: { invitation: input.id } };
  });
}

/** What an invitation is for. Throws `not_found` for one that is unknown, used, over, or somebody else's. */
export async function readInvitation(ctx: Ctx, token: string): Promise<OfferedMembership> {
  const { team, role, createdByName, expiresAt } = await findInvitation(ctx, token);
  const isMember = ctx.actor.kind === "user" && ctx.actor.teams[team.id] !== undefined;
  return {
    team: { slug: team.slug, name: team.name },
    role,
    invitedBy: createdByName,
    expiresAt: expiresAt.toISOString(),
    isMember,
  };
}

/** Joins the team, once; a role somebody has already is never lowered. Throws `not_found` as `readInvitation`. */
export async function acceptInvitation(ctx: Ctx, token: string): Promise<{ team: string }> {
  const { id, role, team } = await findInvitation(ctx, token);
  const userId = ctx.actor.id;
  return change(ctx, { action: "team.join", kind: "team", id: team.id, userId }, async (tx) => {
    const used = await tx.invitation.updateMany({
      where: { id, usedById: null, expiresAt: { gt: ctx.now } },
      data: { usedById: userId },
    });
    if (used.count !== 1) throw noInvitation();
    const key = { teamId: team.id, userId };
    const held = await tx.membership.findUnique({ where: { teamId_userId: key }, select: { role: true } });
    const after = held && RANK[held.role] > RANK[role] ? held.role : role;
    await tx.membership.upsert({
      where: { teamId_userId: key },
      create: { ...key, role: after },
      update: { role: after, fromGroup: false },
      select: { userId: true },
    });
    return {
      result: { team: team.slug },
      before: held ?? undefined,
      after: { userId, role: after, invitation: id },
    };
  });
}

async function findInvitation(ctx: Ctx, token: string) {
  const { actor } = ctx;
  if (actor.kind !== "user") throw new AppError("forbidden", "Sign in to join a team.");
  const which = token.startsWith("inv_")
    ? { id: token, email: actor.email }
    : { tokenHash: sha256Hex(token), email: null };
  const found = await ctx.db.invitation.findFirst({
    where: { ...which, usedById: null, expiresAt: { gt: ctx.now } },
    select: { ...INVITATION, team: { select: { id: true, slug: true, name: true } } },
  });
  if (!found) throw noInvitation();
  return found;
}

function noInvitation(): AppError {
  return new AppError(
    "not_found",
    "This invitation has been used, withdrawn or is over, or it is for another account. Ask for a new one.",
  );
}
