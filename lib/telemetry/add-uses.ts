import type { Tx } from "#lib/db";
import type { UseReport } from "./schema.ts";

/** Notes when keys and subscriptions were last used, in two statements; what is not known (any more) is passed over. */
export async function addUses(tx: Tx, uses: readonly UseReport[]): Promise<void> {
  if (uses.length === 0) return;
  const rows = JSON.stringify(uses);
  await tx.$executeRaw`
    UPDATE "Subscription" s SET "lastCallAt" = GREATEST(s."lastCallAt", u."at")
    FROM (SELECT r."subscriptionId" AS "id", max(r."at") AS "at"
      FROM jsonb_to_recordset(${rows}::jsonb) AS r("subscriptionId" text, "at" timestamptz) GROUP BY 1 ORDER BY 1) u
    WHERE s."id" = u."id"`;
  await tx.$executeRaw`
    UPDATE "ApplicationKey" k SET "lastUsedAt" = GREATEST(k."lastUsedAt", u."at")
    FROM (SELECT r."keyId" AS "id", max(r."at") AS "at"
      FROM jsonb_to_recordset(${rows}::jsonb) AS r("keyId" text, "at" timestamptz)
      WHERE r."keyId" IS NOT NULL GROUP BY 1 ORDER BY 1) u
    WHERE k."id" = u."id"`;
}
