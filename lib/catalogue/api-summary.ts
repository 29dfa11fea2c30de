import type { Prisma } from "#lib/db";
import type { ApiSummary } from "./schema.ts";

/** The columns of a summary; the newest version only. */
export const API_SUMMARY = {
  id: true,
  slug: true,
  name: true,
  summary: true,
  kind: true,
  tier: true,
  visibility: true,
  updatedAt: true,
  team: { select: { slug: true, name: true } },
  _count: { select: { versions: true } },
  versions: {
    select: { name: true, stage: true, _count: { select: { operations: true } } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 1,
  },
} as const satisfies Prisma.ApiSelect;

export function toApiSummary(row: Prisma.ApiGetPayload<{ select: typeof API_SUMMARY }>, liveIn: string[]): ApiSummary {
  const { id: _id, versions, _count, updatedAt, ...facts } = row;
  const [latest] = versions;
  return {
    ...facts,
    latestVersion: latest ? { name: latest.name, stage: latest.stage, operationCount: latest._count.operations } : null,
    versionCount: _count.versions,
    liveIn: [...new Set(liveIn)],
    updatedAt: updatedAt.toISOString(),
  };
}
