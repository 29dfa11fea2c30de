import { z } from "zod";
import { Prisma } from "#lib/db";
import { Brownout, type RouteBlock, type RouteLifecycle } from "#lib/routing";

/** In a query with the version `v` and its deployment `d`: what its callers are to be told, as `readLife` takes it. */
export const LIFE_COLUMNS = Prisma.sql`jsonb_build_object('stage', v."stage",
  'deprecatedAtMs', floor(extract(epoch FROM v."deprecatedAt") * 1000), 'sunsetAtMs', floor(extract(epoch FROM v."sunsetAt") * 1000),
  'blockedAtMs', floor(extract(epoch FROM v."blockedAt") * 1000), 'brownouts', v."brownouts",
  'successor', (SELECT jsonb_build_object('api', na."slug", 'version', nv."name", 'pathPrefix', nr."routes"->0->>'pathPrefix')
    FROM "Version" nv JOIN "Api" na ON na."id" = nv."apiId"
    LEFT JOIN "Deployment" nd ON nd."versionId" = nv."id" AND nd."environmentId" = d."environmentId"
    LEFT JOIN "Revision" nr ON nr."id" = nd."wantedRevisionId"
    WHERE nv."id" = v."successorId"))`;

const Kept = z.object({
  stage: z.enum(["design", "published", "deprecated", "retired"]),
  deprecatedAtMs: z.number().nullable(),
  sunsetAtMs: z.number().nullable(),
  blockedAtMs: z.number().nullable(),
  brownouts: z.array(Brownout),
  successor: z.object({ api: z.string(), version: z.string(), pathPrefix: z.string().nullable() }).nullable(),
});

/** What a routing document says of a version's life. `infoUrl`: the version's page for people. */
export function readLife(
  kept: unknown,
  infoUrl: string,
): { lifecycle?: RouteLifecycle; blocked?: RouteBlock } {
  const { stage, deprecatedAtMs, sunsetAtMs, blockedAtMs, brownouts, successor } = Kept.parse(kept);
  const blocked = blockedAtMs === null ? {} : { blocked: { sinceMs: blockedAtMs } };
  if ((stage !== "deprecated" && stage !== "retired") || deprecatedAtMs === null) return blocked;
  const next = successor && {
    api: successor.api,
    version: successor.version,
    ...(successor.pathPrefix === null ? {} : { pathPrefix: successor.pathPrefix }),
  };
  return {
    ...blocked,
    lifecycle: {
      stage,
      deprecatedAtMs,
      ...(sunsetAtMs === null ? {} : { sunsetAtMs }),
      ...(next ? { successor: next } : {}),
      infoUrl,
      brownouts: stage === "deprecated" ? brownouts : [],
    },
  };
}
