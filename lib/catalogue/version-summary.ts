import type { Prisma } from "#lib/db";
import type { DocumentFormat } from "#lib/openapi/schema";
import type { VersionSummary } from "./schema.ts";

export const VERSION_SUMMARY = {
  id: true,
  name: true,
  stage: true,
  documentFormat: true,
  createdAt: true,
  updatedAt: true,
  _count: { select: { operations: true } },
} as const satisfies Prisma.VersionSelect;

export function toVersionSummary(
  row: Prisma.VersionGetPayload<{ select: typeof VERSION_SUMMARY }>,
  live: readonly { versionId: string; environment: string }[],
): VersionSummary {
  return {
    name: row.name,
    stage: row.stage,
    // Written by `createVersion` only, from an inspected document.
    format: row.documentFormat as DocumentFormat,
    operationCount: row._count.operations,
    liveIn: live.filter((one) => one.versionId === row.id).map((one) => one.environment),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
