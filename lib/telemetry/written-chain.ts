import { z } from "zod";
import type { Ctx } from "#lib/db";
import type { Live, LiveTarget, TargetTraffic } from "./schema.ts";

export interface At {
  versionId: string;
  environmentId: string;
}

/** What gateways have been given, as far as the pages need it. */
interface WrittenChain {
  published: Live["published"];
  failback: Live["failback"];
  targets: Pick<LiveTarget, "id" | "kind">[];
  primary: Live["primary"];
}

const Policy = z.object({
  chain: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(["http", "api", "ai", "stale", "static"]),
      isPrimary: z.boolean().optional(),
    }),
  ),
  failback: z.object({ mode: z.enum(["auto", "manual", "sticky"]).default("auto") }).optional(),
});

/** The chain that is written for gateways now, targets of other APIs in it; null when nothing is. */
export async function readWritten(ctx: Ctx, { versionId, environmentId }: At): Promise<WrittenChain | null> {
  const [row] = await ctx.db.$queryRaw<
    { revision: number; storeRevision: number; publicationId: string; policy: unknown }[]
  >`
    SELECT r."number" AS "revision", d."writtenStoreRevision" AS "storeRevision", p."id" AS "publicationId",
      r."policy" || jsonb_build_object('chain', COALESCE(d."writtenChain", r."policy" -> 'chain')) AS "policy"
    FROM "Deployment" d
    JOIN "Publication" p ON p."id" = d."writtenPublicationId"
    JOIN "Revision" r ON r."id" = p."revisionId"
    WHERE d."versionId" = ${versionId} AND d."environmentId" = ${environmentId}`;
  if (!row) return null;
  const { policy, ...published } = row;
  const { chain, failback } = Policy.parse(policy);
  return {
    published,
    failback: failback?.mode ?? "auto",
    targets: chain.map(({ id, kind }) => ({ id, kind })),
    // Written before it was said: then the first.
    primary: (chain.find(({ isPrimary }) => isPrimary) ?? chain[0])?.id ?? null,
  };
}

export const NO_TRAFFIC: TargetTraffic = {
  requests: 0,
  rescued: 0,
  p50Ms: null,
  p95Ms: null,
  addedP50Ms: null,
  addedP99Ms: null,
  attempts: 0,
  wasted: 0,
  failures: [],
};
