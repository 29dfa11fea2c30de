import { authorise } from "#lib/access";
import { keepEnded } from "#lib/catalogue";
import type { Ctx } from "#lib/db";
import { credentialKey } from "#lib/routing";
import { credentialBody, type CredentialRow } from "./access-bodies.ts";

/** Gateways refuse them since; a day is for whoever asks why. */
const KEEP_HOURS = 24;
const CHUNK = 1_000;

interface EndedKey extends CredentialRow {
  hash: string;
  environmentId: string;
  environment: string;
}

/**
 * Removes keys that were made to try something out and have ended: they end by themselves wherever they are known, and the
 * audit keeps who made them. The store keeps their documents. Those that wait to be written stay. Returns how many.
 */
export async function trimTrialKeys(ctx: Ctx): Promise<number> {
  authorise(ctx.actor, "publication.reconcile");
  let removed = 0;
  for (;;) {
    const count = await trimChunk(ctx);
    removed += count;
    if (count < CHUNK) return removed;
  }
}

function trimChunk(ctx: Ctx): Promise<number> {
  return ctx.db.$transaction(async (tx) => {
    const keys = await tx.$queryRaw<EndedKey[]>`
      SELECT k."id", k."hash", k."applicationId", k."revokedAt", k."expiresAt", k."versionId", k."environmentId",
        e."slug" AS "environment"
      FROM "ApplicationKey" k JOIN "Environment" e ON e."id" = k."environmentId"
      WHERE k."isTrial" AND k."expiresAt" < ${ctx.now}::timestamptz - make_interval(hours => ${KEEP_HOURS}::int)
        AND NOT EXISTS (SELECT 1 FROM "AccessDocument" d WHERE d."environmentId" = k."environmentId"
          AND d."storeKey" = 'credentials/' || k."hash" AND d."pending")
      ORDER BY k."id" LIMIT ${CHUNK} FOR UPDATE OF k`;
    const ended = keys.map(({ environmentId, environment, ...key }) => {
      return { environmentId, key: credentialKey(key.hash), body: credentialBody(environment, key) };
    });
    await keepEnded(tx, ended);
    await tx.$executeRaw`
      DELETE FROM "AccessDocument" d
      USING jsonb_to_recordset(${JSON.stringify(ended)}::jsonb) AS x("environmentId" text, "key" text)
      WHERE d."environmentId" = x."environmentId" AND d."storeKey" = x."key"`;
    await tx.$executeRaw`
      DELETE FROM "ApplicationKey"
      WHERE "id" IN (SELECT jsonb_array_elements_text(${JSON.stringify(keys.map(({ id }) => id))}::jsonb))`;
    return keys.length;
  });
}
