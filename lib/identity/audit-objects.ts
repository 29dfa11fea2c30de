import { containingPattern, Prisma, type Db } from "#lib/db";

export interface AuditObject {
  kind: string;
  id: string;
  /** As people call it: a slug, `orders v1`, a person's name. */
  name: string;
}

/** Everything entries are about that has a name, with the text it is found by. */
const NAMED = Prisma.sql`
  SELECT 'user' AS "kind", u."id", u."name", u."name" || ' ' || u."email" AS "text" FROM "User" u
  UNION ALL SELECT 'team', t."id", t."slug", t."slug" || ' ' || t."name" FROM "Team" t
  UNION ALL SELECT 'api', a."id", a."slug", a."slug" || ' ' || a."name" FROM "Api" a
  UNION ALL SELECT 'version', v."id", a."slug" || ' ' || v."name", a."slug" || ' ' || v."name" || ' ' || a."name"
    FROM "Version" v JOIN "Api" a ON a."id" = v."apiId"
  UNION ALL SELECT 'environment', e."id", e."slug", e."slug" || ' ' || e."name" FROM "Environment" e
  UNION ALL SELECT 'rule', r."id", r."name", r."name" FROM "GovernanceRule" r
  UNION ALL SELECT 'application', p."id", p."slug", p."slug" || ' ' || p."name" FROM "Application" p`;

/** The names of those of these objects that are still there, by id. */
export async function namesOfObjects(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await db.$queryRaw<AuditObject[]>`
    SELECT o."id", o."name" FROM (${NAMED}) o WHERE o."id" = ANY(${[...new Set(ids)]})`;
  return new Map(found.map(({ id, name }) => [id, name]));
}

/** The objects with these words in their names, whatever the case: all of them. */
export async function findObjects(db: Db, words: string): Promise<Pick<AuditObject, "kind" | "id">[]> {
  return db.$queryRaw<Pick<AuditObject, "kind" | "id">[]>`
    SELECT o."kind", o."id" FROM (${NAMED}) o WHERE o."text" ILIKE ${containingPattern(words)}`;
}
