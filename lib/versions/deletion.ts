import { may, type Actor } from "#lib/access";
import type { Ctx, Tx } from "#lib/db";
import {
  obstaclesToDeletion,
  UNFINISHED_REVIEW_STATES,
  type Obstacle,
  type Referring,
  type Stage,
} from "#lib/lifecycle";
import { findLife } from "./find-life.ts";
import type { VersionDeletion, VersionLifeParams } from "./schema.ts";

interface Reference {
  api: string;
  version: string;
  teamId: string;
  visibility: "public" | "restricted" | "private";
  grantedTeamIds: string[];
}

interface Deleted {
  id: string;
  name: string;
  stage: Stage;
  api: { id: string; slug: string };
}

type Reads = Pick<Tx, "$queryRaw" | "version" | "review" | "subscription">;

const READ = 500;

/** What goes with a version that is deleted, and what stands in the way. Throws `forbidden` for who may not delete it. */
export async function getDeletion(ctx: Ctx, at: VersionLifeParams): Promise<VersionDeletion> {
  const version = await findLife(ctx, at, "version.delete");
  const [obstacles, { _count: counts }] = await Promise.all([
    readDeletionObstacles(ctx.db, version, ctx.actor),
    ctx.db.version.findUniqueOrThrow({
      where: { id: version.id },
      select: {
        _count: {
          select: { operations: true, plans: true, reviews: true, waivers: true },
        },
      },
    }),
  ]);
  return { obstacles, ...counts };
}

/** What stands in the way of deleting a version, in words for the actor. */
export async function readDeletionObstacles(db: Reads, version: Deleted, actor: Actor): Promise<Obstacle[]> {
  const [siblings, reviews, subscribers, chains, predecessors] = await Promise.all([
    db.version.count({ where: { apiId: version.api.id, id: { not: version.id } } }),
    db.review.findMany({
      where: { versionId: version.id, state: { in: [...UNFINISHED_REVIEW_STATES] } },
      select: { number: true },
      orderBy: { number: "asc" },
      take: READ,
    }),
    db.subscription.count({
      where: { versionId: version.id, state: { in: ["pending", "active", "suspended"] } },
    }),
    readChains(db, version),
    readPredecessors(db, version.id),
  ]);
  return obstaclesToDeletion({
    stage: version.stage,
    siblings,
    openReviews: reviews.map(({ number }) => number),
    subscribers,
    chains: seenBy(actor, chains),
    predecessors: seenBy(actor, predecessors),
  });
}

function seenBy(actor: Actor, references: readonly Reference[]): Referring {
  const seen = references.filter((one) => may(actor, "api.read", one));
  return { seen, hidden: references.length - seen.length };
}

/** Drafts whose chains name it, and versions whose chains were made of it where they are wanted. */
function readChains(db: Pick<Tx, "$queryRaw">, { id, name, api }: Deleted): Promise<Reference[]> {
  const named = JSON.stringify([{ kind: "api", apiId: api.slug, version: name }]);
  return db.$queryRaw<Reference[]>`
    SELECT a."slug" AS "api", v."name" AS "version", a."teamId", a."visibility"::text, a."grantedTeamIds"
    FROM "Version" v JOIN "Api" a ON a."id" = v."apiId"
    WHERE v."id" <> ${id} AND (v."policy" -> 'chain' @> ${named}::jsonb
      OR EXISTS (SELECT 1 FROM "Dependency" x WHERE x."versionId" = v."id" AND x."innerVersionId" = ${id}))
    ORDER BY a."slug", v."name", v."id" LIMIT ${READ}`;
}

function readPredecessors(db: Pick<Tx, "$queryRaw">, versionId: string): Promise<Reference[]> {
  return db.$queryRaw<Reference[]>`
    SELECT a."slug" AS "api", v."name" AS "version", a."teamId", a."visibility"::text, a."grantedTeamIds"
    FROM "Version" v JOIN "Api" a ON a."id" = v."apiId"
    WHERE v."successorId" = ${versionId} ORDER BY a."slug", v."name", v."id" LIMIT ${READ}`;
}
