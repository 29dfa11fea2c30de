import { authorise } from "#lib/access";
import { containing, type Ctx, type Prisma } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import type { Reject } from "#lib/store/schema";
import type { GatewayDto, GatewayQuery } from "./schema.ts";

const FIELDS = {
  id: true,
  node: true,
  softwareVersion: true,
  appliedRevision: true,
  routes: true,
  drift: true,
  rejects: true,
  startedAt: true,
  lastSeenAt: true,
  lostAt: true,
  environment: { select: { slug: true, storeRevision: true } },
} as const;

/** The nodes and how far each is. `q` searches node names. */
export async function listGateways(ctx: Ctx, query: GatewayQuery): Promise<Page<GatewayDto>> {
  authorise(ctx.actor, "gateway.read");
  const where: Prisma.GatewayWhereInput = {
    ...(query.environment ? { environment: { slug: query.environment } } : {}),
    ...(query.q ? { node: containing(query.q) } : {}),
  };
  const [total, rows] = await Promise.all([
    ctx.db.gateway.count({ where }),
    ctx.db.gateway.findMany({
      where,
      orderBy: [{ [query.sort]: query.dir }, { id: query.dir }],
      ...pageSlice(query),
      select: FIELDS,
    }),
  ]);
  return { items: rows.map(toGateway), total, page: query.page, size: query.size };
}

/** Every node that is lost, behind, refuses documents or drifts; 1000 at most. */
export async function troubledGateways(ctx: Ctx): Promise<GatewayDto[]> {
  authorise(ctx.actor, "gateway.read");
  const rows = await ctx.db.gateway.findMany({ orderBy: { node: "asc" }, take: 1000, select: FIELDS });
  return rows.map(toGateway).filter(isTroubled);
}

function isTroubled(gateway: GatewayDto): boolean {
  return !gateway.connected || gateway.behindBy > 0 || gateway.rejects.length > 0 || gateway.drift !== null;
}

type Row = Prisma.GatewayGetPayload<{ select: typeof FIELDS }>;

function toGateway(row: Row): GatewayDto {
  return {
    id: row.id,
    environment: row.environment.slug,
    node: row.node,
    softwareVersion: row.softwareVersion,
    connected: row.lostAt === null,
    lostAt: row.lostAt?.toISOString() ?? null,
    startedAt: row.startedAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    appliedRevision: row.appliedRevision,
    behindBy: Math.max(0, row.environment.storeRevision - row.appliedRevision),
    routes: row.routes,
    rejects: row.rejects as Reject[],
    drift: row.drift,
  };
}
