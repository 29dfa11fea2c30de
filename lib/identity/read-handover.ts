import { authorise } from "#lib/access";
import type { Ctx, Prisma } from "#lib/db";
import { AppError } from "#lib/errors";
import { pageSlice } from "#lib/paging";
import type { Handover, HandoverQuery } from "./schema.ts";

const TEAM = { slug: true, name: true } as const;
const KEY = {
  id: true,
  name: true,
  hint: true,
  expiresAt: true,
  lastUsedAt: true,
  environment: { select: { slug: true } },
  application: { select: { slug: true, name: true, team: { select: TEAM } } },
} as const satisfies Prisma.ApplicationKeySelect;

/**
 * What somebody would leave behind: keys whose secrets they know, teams without another owner. For administrators, before
 * and after they deactivate an account. Throws `not_found`.
 */
export async function readHandover(ctx: Ctx, userId: string, query: HandoverQuery): Promise<Handover> {
  authorise(ctx.actor, "user.read");
  const { db, now } = ctx;
  const user = await db.user.findUnique({
    where: { id: userId },
    select: { sessionEpoch: true, state: true },
  });
  if (!user) throw new AppError("not_found", "There is no such account.");
  const [keys, lastOwnerOf, tokens] = await Promise.all([
    keysOf(ctx, userId, query),
    teamsOf(ctx, userId, query),
    db.personalToken.count({
      where: { userId, sessionEpoch: user.sessionEpoch, revokedAt: null, expiresAt: { gt: now } },
    }),
  ]);
  return { keys, lastOwnerOf, tokens: user.state === "active" ? tokens : 0 };
}

async function teamsOf({ db }: Ctx, userId: string, query: HandoverQuery): Promise<Handover["lastOwnerOf"]> {
  const where: Prisma.TeamWhereInput = {
    memberships: {
      some: { userId, role: "owner" },
      none: { userId: { not: userId }, role: "owner", user: { state: "active" } },
    },
  };
  const [items, total] = await Promise.all([
    db.team.findMany({
      where,
      select: TEAM,
      orderBy: [{ name: "asc" }, { id: "asc" }],
      ...pageSlice(query),
    }),
    db.team.count({ where }),
  ]);
  return { items, total, page: query.page, size: query.size };
}

async function keysOf({ db, now }: Ctx, userId: string, query: HandoverQuery): Promise<Handover["keys"]> {
  const good: Prisma.ApplicationKeyWhereInput = {
    createdById: userId,
    revokedAt: null,
    application: { deletedAt: null },
    OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
  };
  const [rows, total] = await Promise.all([
    db.applicationKey.findMany({
      where: good,
      select: KEY,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      ...pageSlice(query),
    }),
    db.applicationKey.count({ where: good }),
  ]);
  const items = rows.map(({ application, environment, expiresAt, lastUsedAt, ...key }) => ({
    ...key,
    application: { slug: application.slug, name: application.name },
    team: application.team,
    environment: environment.slug,
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }));
  return { items, total, page: query.page, size: query.size };
}
