import type { Db } from "#lib/db";
import { newId } from "#lib/ids";
import type { NodeStatus } from "#lib/store/schema";

/*
 * What gateways say of themselves. Nobody decides it and it comes many times a second, so it is not audited.
 */

/** Writes a gateway's status down; it counts as connected from now. */
export async function saveGateway(db: Db, environmentId: string, status: NodeStatus): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "Gateway" ("id", "environmentId", "node", "softwareVersion", "appliedRevision", "routes", "drift", "rejects",
      "startedAt", "lastSeenAt")
    VALUES (${newId("gw")}, ${environmentId}, ${status.node}, ${status.softwareVersion}, ${status.appliedRevision},
      ${status.routes}, ${status.drift ?? null}, ${JSON.stringify(status.rejects)}::jsonb, ${status.startedAt}::timestamptz, now())
    ON CONFLICT ("environmentId", "node") DO UPDATE SET "softwareVersion" = excluded."softwareVersion",
      "appliedRevision" = excluded."appliedRevision", "routes" = excluded."routes", "drift" = excluded."drift",
      "rejects" = excluded."rejects", "startedAt" = excluded."startedAt", "lastSeenAt" = now(), "lostAt" = NULL`;
}

/** Its lease ran out or it said goodbye. */
export async function markGatewayLost(db: Db, environmentId: string, node: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "Gateway" SET "lostAt" = now()
    WHERE "environmentId" = ${environmentId} AND "node" = ${node} AND "lostAt" IS NULL`;
}

/** Every node but these is gone. */
export async function markOthersLost(db: Db, environmentId: string, present: string[]): Promise<void> {
  await db.$executeRaw`
    UPDATE "Gateway" SET "lostAt" = now()
    WHERE "environmentId" = ${environmentId} AND "lostAt" IS NULL AND NOT ("node" = ANY(${present}))`;
}
