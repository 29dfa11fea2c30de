import { reassignApplication } from "#lib/consumers";
import type { Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { enqueueJudgement } from "#lib/rules";

export interface Move {
  kind: "api" | "application";
  objectId: string;
  fromTeamId: string;
  toTeamId: string;
  now: Date;
}

/** Gives the object to the other team. Throws `conflict` when it is no longer the giver's to give. */
export async function move(tx: Tx, { kind, objectId, fromTeamId, toTeamId, now }: Move): Promise<void> {
  const isMoved =
    kind === "application"
      ? await reassignApplication(tx, { applicationId: objectId, fromTeamId, toTeamId, now })
      : (
          await tx.api.updateMany({
            where: { id: objectId, teamId: fromTeamId },
            data: { teamId: toTeamId, updatedAt: now },
          })
        ).count === 1;
  if (!isMoved) throw new AppError("conflict", "It is gone, or belongs to another team by now.");
  if (kind === "api") await enqueueJudgement(tx, { apiId: objectId, now });
}
