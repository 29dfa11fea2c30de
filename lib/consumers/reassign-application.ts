import type { Tx } from "#lib/db";
import { recordEverywhere } from "./record-access-change.ts";

interface Reassignment {
  applicationId: string;
  fromTeamId: string;
  toTeamId: string;
  now: Date;
}

/** Gives an application to another team, inside the change of whoever may do that. False: it is no longer the giver's. */
export async function reassignApplication(tx: Tx, of: Reassignment): Promise<boolean> {
  const { applicationId, fromTeamId, toTeamId, now } = of;
  const { count } = await tx.application.updateMany({
    where: { id: applicationId, teamId: fromTeamId, deletedAt: null },
    data: { teamId: toTeamId, updatedAt: now },
  });
  if (count === 0) return false;
  await recordEverywhere(tx, { applicationId, now });
  return true;
}
