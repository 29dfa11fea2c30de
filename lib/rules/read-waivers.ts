import { authorise, may, type Actor } from "#lib/access";
import { visibleApis, type Ctx, type Prisma } from "#lib/db";
import { AppError } from "#lib/errors";
import { pageSlice, type Page } from "#lib/paging";
import type { WAIVER_DECISIONS, WaiverDto, WaiverQuery, WaiverState } from "./schema.ts";

const ALLOWED = {
  orderBy: [{ publication: { requestedAt: "desc" } }, { id: "desc" }],
  take: 5,
  select: {
    publication: {
      select: {
        id: true,
        requestedAt: true,
        environment: { select: { slug: true } },
        version: { select: { name: true } },
        revision: { select: { number: true } },
      },
    },
  },
} as const satisfies Prisma.Waiver$allowedArgs;

const WAIVER = {
  id: true,
  apiId: true,
  state: true,
  reason: true,
  until: true,
  askedById: true,
  askedByName: true,
  askedAt: true,
  decidedByName: true,
  decidedAt: true,
  decisionNote: true,
  etag: true,
  rule: { select: { id: true, name: true, kind: true, severity: true } },
  api: { select: { slug: true, name: true, teamId: true, visibility: true, grantedTeamIds: true } },
  version: { select: { name: true } },
  allowed: ALLOWED,
  _count: { select: { allowed: true } },
} as const satisfies Prisma.WaiverSelect;

export type WaiverRow = Prisma.WaiverGetPayload<{ select: typeof WAIVER }>;

/** Waivers of APIs that the reader can see, newest first. */
export async function listWaivers(ctx: Ctx, query: WaiverQuery): Promise<Page<WaiverDto>> {
  authorise(ctx.actor, "rule.read");
  const where: Prisma.WaiverWhereInput = {
    api: { AND: [visibleApis(ctx.actor), ...(query.api ? [{ slug: query.api }] : [])] },
    ...stateFilter(query.state, ctx.now),
  };
  const [rows, total] = await Promise.all([
    ctx.db.waiver.findMany({
      where,
      select: WAIVER,
      orderBy: [{ [query.sort]: query.dir }, { id: query.dir }],
      ...pageSlice(query),
    }),
    ctx.db.waiver.count({ where }),
  ]);
  return { items: rows.map((row) => toWaiver(row, ctx)), total, page: query.page, size: query.size };
}

/** One waiver; `not_found` where the reader cannot see its API. */
export async function getWaiver(ctx: Ctx, id: string): Promise<WaiverDto> {
  return toWaiver(await findWaiver(ctx, id), ctx);
}

export async function findWaiver(ctx: Ctx, id: string): Promise<WaiverRow> {
  const row = await ctx.db.waiver.findUnique({ where: { id }, select: WAIVER });
  if (!row || !may(ctx.actor, "api.read", row.api))
    throw new AppError("not_found", "There is no such waiver that you can see.");
  return row;
}

function stateFilter(state: WaiverState | undefined, now: Date): Prisma.WaiverWhereInput {
  switch (state) {
    case undefined:
      return {};
    case "granted":
      return { state, until: { gt: now } };
    case "expired":
      return { state: "granted", until: { lte: now } };
    case "asked":
    case "refused":
    case "withdrawn":
    case "revoked":
      return { state };
  }
}

/** A granted waiver ends by itself. */
export function stateOf({ state, until }: Pick<WaiverRow, "state" | "until">, now: Date): WaiverState {
  return state === "granted" && until <= now ? "expired" : state;
}

function toWaiver(row: WaiverRow, { actor, now }: Pick<Ctx, "actor" | "now">): WaiverDto {
  const { id, rule, api, version, reason, askedByName, decidedByName, decisionNote, etag } = row;
  return {
    id,
    rule,
    api: { slug: api.slug, name: api.name },
    version: version?.name ?? null,
    state: stateOf(row, now),
    reason,
    until: row.until.toISOString(),
    askedBy: askedByName,
    askedAt: row.askedAt.toISOString(),
    decidedBy: decidedByName,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decisionNote,
    etag,
    allowed: { total: row._count.allowed, items: row.allowed.map(toAllowed) },
    decisions: decisionsFor(row, actor, now),
  };
}

function toAllowed({ publication }: WaiverRow["allowed"][number]): WaiverDto["allowed"]["items"][number] {
  const { id, version, environment, revision, requestedAt } = publication;
  return {
    publicationId: id,
    version: version.name,
    environment: environment.slug,
    revision: revision?.number ?? 0,
    at: requestedAt.toISOString(),
  };
}

function decisionsFor(row: WaiverRow, actor: Actor, now: Date): (typeof WAIVER_DECISIONS)[number][] {
  const state = stateOf(row, now);
  const subject = { teamId: row.api.teamId, userId: row.askedById };
  if (state === "granted") return may(actor, "waiver.revoke", subject) ? ["revoke"] : [];
  if (state !== "asked") return [];
  return (["grant", "refuse", "withdraw"] as const).filter((one) => may(actor, `waiver.${one}`, subject));
}
