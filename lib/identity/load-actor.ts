import type { Actor } from "#lib/access";
import type { Db } from "#lib/db";

/** What a session cookie claims. */
export interface SessionClaim {
  userId: string;
  sessionEpoch: number;
}

/**
 * The user behind a session as they stand now: role and teams are read, not remembered.
 * Nothing when the user is gone, deactivated, or has ended all earlier sessions.
 */
export async function loadActor(db: Db, claim: SessionClaim): Promise<Actor | undefined> {
  const user = await db.user.findFirst({
    where: { id: claim.userId, sessionEpoch: claim.sessionEpoch, state: "active" },
    select: {
      id: true,
      email: true,
      name: true,
      role: true,
      onCall: true,
      memberships: { select: { teamId: true, role: true } },
    },
  });
  if (!user) return undefined;
  const teams = Object.fromEntries(user.memberships.map(({ teamId, role }) => [teamId, role]));
  const { id, email, name, role, onCall } = user;
  return { kind: "user", id, email, name, role, onCall, teams };
}
