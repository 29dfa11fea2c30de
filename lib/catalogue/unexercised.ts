import type { Tx } from "#lib/db";
import type { UnboundPolicy } from "#lib/fallback/schema";
import type { DraftFinding } from "./schema.ts";

/**
 * Warnings at the fallbacks that are served in an environment and have never answered there, at the address they have: nobody
 * knows that they work. A target that is not served yet is no finding; one of another API counts as a whole.
 */
export async function unexercisedFindings(
  db: Pick<Tx, "$queryRaw">,
  versionId: string,
  { chain }: UnboundPolicy,
): Promise<DraftFinding[]> {
  const fallbacks = chain.flatMap(({ id, kind }, index) =>
    index > 0 && kind !== "static" && kind !== "stale" ? [{ id, index }] : [],
  );
  if (fallbacks.length === 0) return [];
  const rows = await db.$queryRaw<{ id: string; environment: string }[]>`
    SELECT f."id", e."slug" AS "environment"
    FROM "Deployment" d JOIN "Environment" e ON e."id" = d."environmentId"
    CROSS JOIN unnest(${fallbacks.map(({ id }) => id)}::text[]) AS f("id")
    WHERE d."versionId" = ${versionId}
      AND EXISTS (SELECT 1 FROM jsonb_array_elements(COALESCE(d."writtenChain", '[]'::jsonb)) t
        WHERE split_part(t->>'id', '/', 1) = f."id")
      AND NOT EXISTS (SELECT 1 FROM "TargetExercise" x WHERE x."versionId" = d."versionId"
        AND x."environmentId" = d."environmentId" AND split_part(x."target", '/', 1) = f."id"
        AND EXISTS (SELECT 1 FROM jsonb_array_elements(d."writtenChain") t
          WHERE t->>'id' = x."target" AND COALESCE(t->>'addresses', x."addresses") = x."addresses"))
    ORDER BY e."position", f."id"`;
  return rows.map(({ id, environment }) => ({
    severity: "warning",
    code: "never-exercised",
    path: ["chain", fallbacks.find((one) => one.id === id)?.index ?? 0],
    message: `${id} has never answered in ${environment} where it is now: nobody knows that it works. Give it a canary share, or try it out.`,
    environment,
  }));
}
