import type { Db, Prisma } from "#lib/db";
import { defaultVersions, type DefaultVersion } from "./default-versions.ts";
import { liveEnvironments, type Live } from "./live-environments.ts";
import type { ApiSummary } from "./schema.ts";

/** The columns of a summary that are the API's own. */
const API_SUMMARY = {
  id: true,
  slug: true,
  name: true,
  summary: true,
  kind: true,
  tier: true,
  visibility: true,
  domain: true,
  tags: true,
  updatedAt: true,
  team: { select: { slug: true, name: true } },
} as const satisfies Prisma.ApiSelect;

type Row = Prisma.ApiGetPayload<{ select: typeof API_SUMMARY }>;

/** Summaries of a page of APIs by their ids, in queries whose number does not grow with it, all under way at once. */
export async function readApiSummaries(db: Db, ids: string[]): Promise<Map<string, ApiSummary>> {
  const [rows, defaults, live] = await Promise.all([
    db.api.findMany({ where: { id: { in: ids } }, select: API_SUMMARY, take: ids.length }),
    defaultVersions(db, ids),
    liveEnvironments(db, ids),
  ]);
  const defaultOf = new Map(defaults.map((version) => [version.apiId, version]));
  const liveOf = Map.groupBy(live, (one) => one.apiId);
  return new Map(rows.map((row) => [row.id, toSummary(row, defaultOf.get(row.id), liveOf.get(row.id))]));
}

function toSummary(
  { id: _id, updatedAt, ...facts }: Row,
  version: DefaultVersion | undefined,
  live: Live[] = [],
): ApiSummary {
  return {
    ...facts,
    defaultVersion: version
      ? { name: version.name, stage: version.stage, operationCount: version.operationCount }
      : null,
    versionCount: version?.versionCount ?? 0,
    liveIn: [...new Set(live.map((one) => one.environment))],
    updatedAt: updatedAt.toISOString(),
  };
}
