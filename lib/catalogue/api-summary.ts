import type { Db, Prisma } from "#lib/db";
import { liveEnvironments } from "./live-environments.ts";
import { defaultVersions } from "./default-versions.ts";
import type { ApiSummary } from "./schema.ts";

/** The columns of a summary that are the API's own. */
export const API_SUMMARY = {
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

/** Summaries of a page of APIs in two more queries, however many they are. */
export async function toApiSummaries(db: Db, rows: readonly Row[]): Promise<ApiSummary[]> {
  const ids = rows.map((row) => row.id);
  const [defaults, live] = await Promise.all([defaultVersions(db, ids), liveEnvironments(db, ids)]);
  const defaultOf = new Map(defaults.map((version) => [version.apiId, version]));
  const liveOf = Map.groupBy(live, (one) => one.apiId);
  return rows.map(({ id, updatedAt, ...facts }) => {
    const version = defaultOf.get(id);
    const environments = (liveOf.get(id) ?? []).map((one) => one.environment);
    return {
      ...facts,
      defaultVersion: version
        ? { name: version.name, stage: version.stage, operationCount: version.operationCount }
        : null,
      versionCount: version?.versionCount ?? 0,
      liveIn: [...new Set(environments)],
      updatedAt: updatedAt.toISOString(),
    };
  });
}
