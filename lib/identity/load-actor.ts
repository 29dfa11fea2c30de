import type { Actor } from "#lib/access";
import type { Db, Prisma } from "#lib/db";
import { knownScopes } from "./tokens.ts";
import { isTokenText, tokenSha256 } from "./token-text.ts";

/** What a session cookie claims. */
export interface SessionClaim {
  userId: string;
  sessionEpoch: number;
}

type UserActor = Extract<Actor, { kind: "user" }>;

const ACTOR = {
  id: true,
  email: true,
  name: true,
  role: true,
  onCall: true,
  memberships: { select: { teamId: true, role: true } },
} as const satisfies Prisma.UserSelect;

/** How exact "last used" is: a write per request would cost more than the knowledge is worth. */
const LAST_USED_MS = 60_000;

/**
 * The user behind a session as they stand now: role and teams are read, not remembered.
 * Nothing when the user is gone, deactivated, or has ended all earlier sessions.
 */
export async function loadActor(db: Db, claim: SessionClaim): Promise<Actor | undefined> {
  const user = await db.user.findFirst({
    where: { id: claim.userId, sessionEpoch: claim.sessionEpoch, state: "active" },
    select: ACTOR,
  });
  return user ? toActor(user) : undefined;
}

/**
 * The user behind a personal access token as they stand now, and notes that it was used. Nothing when it is unknown,
 * expired or revoked, when its owner is deactivated, or has ended all sessions since.
 */
export async function loadTokenActor(db: Db, input: { text: string; now: Date }): Promise<Actor | undefined> {
  const { text, now } = input;
  if (!isTokenText(text)) return undefined;
  const token = await db.personalToken.findFirst({
    where: { hash: tokenSha256(text), revokedAt: null, expiresAt: { gt: now }, user: { state: "active" } },
    select: {
      id: true,
      scopes: true,
      sessionEpoch: true,
      lastUsedAt: true,
      user: { select: { ...ACTOR, sessionEpoch: true } },
    },
  });
  if (!token || token.sessionEpoch !== token.user.sessionEpoch) return undefined;
  const stale = new Date(now.getTime() - LAST_USED_MS);
  if (!token.lastUsedAt || token.lastUsedAt < stale) {
    await db.personalToken.updateMany({ where: { id: token.id }, data: { lastUsedAt: now } });
  }
  return { ...toActor(token.user), token: { id: token.id, scopes: knownScopes(token.scopes) } };
}

function toActor(user: Prisma.UserGetPayload<{ select: typeof ACTOR }>): UserActor {
  const teams = Object.fromEntries(user.memberships.map(({ teamId, role }) => [teamId, role]));
  const { id, email, name, role, onCall } = user;
  return { kind: "user", id, email, name, role, onCall, teams };
}
