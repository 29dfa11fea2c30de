import type { Db, Prisma } from "#lib/db";
import type { DocumentFormat } from "#lib/openapi/schema";
import { liveEnvironments } from "./live-environments.ts";
import { countOperations } from "./default-versions.ts";
import type { VersionSummary } from "./schema.ts";

export const VERSION_SUMMARY = {
  id: true,
  apiId: true,
  name: true,
  stage: true,
  successor: { select: { name: true, api: { select: { slug: true, name: true } } } },
  documentFormat: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.VersionSelect;

type Row = Prisma.VersionGetPayload<{ select: typeof VERSION_SUMMARY }>;

/** Summaries of versions of one API. */
export async function toVersionSummaries(db: Db, rows: readonly Row[]): Promise<VersionSummary[]> {
  const apiIds = [...new Set(rows.map((row) => row.apiId))];
  const ids = rows.map((row) => row.id);
  const [live, counts] = await Promise.all([liveEnvironments(db, apiIds), countOperations(db, ids)]);
  return rows.map((row) => ({
    name: row.name,
    stage: row.stage,
    successor: row.successor && {
      slug: row.successor.api.slug,
      version: row.successor.name,
      apiName: row.successor.api.name,
    },
    // Written by `createVersion` only, from an inspected document.
    format: row.documentFormat as DocumentFormat,
    operationCount: counts.get(row.id) ?? 0,
    liveIn: live.filter((one) => one.versionId === row.id).map((one) => one.environment),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }));
}
