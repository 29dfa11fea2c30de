import type { Ctx, Prisma, PublicationGrounds, PublicationRoad } from "#lib/db";
import type { PublicationAction, PublicationState, PublicationSummary } from "./schema.ts";

/** What is kept of the waivers that a publication relied on. */
export const RELIED_ON = {
  orderBy: { id: "asc" },
  take: 100,
  select: { waiverId: true, rule: true, until: true },
} as const;

/** What is kept of the review behind a publication: whose approvals are of which content. */
export const REVIEWED = {
  select: {
    number: true,
    decisions: {
      where: { decision: "approve" },
      orderBy: [{ at: "asc" }, { id: "asc" }],
      take: 20,
      select: { userName: true, digest: true },
    },
  },
} as const satisfies Prisma.Publication$reviewArgs;

/** What a summary is made of. */
export const PUBLICATION_FIELDS = {
  id: true,
  action: true,
  state: true,
  storeRevision: true,
  requestedAt: true,
  requestedById: true,
  cause: true,
  road: true,
  promotedFrom: true,
  grounds: true,
  reviewId: true,
  review: REVIEWED,
  waivers: RELIED_ON,
  environment: { select: { slug: true } },
  revision: { select: { number: true, digest: true, note: true, rollsBackTo: true } },
  receipts: {
    orderBy: { elapsedMs: "asc" },
    take: 1000,
    select: { node: true, elapsedMs: true, rejected: true, reason: true },
  },
} as const;

interface Row extends AllowanceRow {
  id: string;
  action: PublicationAction;
  state: PublicationState;
  storeRevision: number | null;
  requestedAt: Date;
  requestedById: string;
  cause: string;
  environment: { slug: string };
  revision: { number: number; digest: string; note: string; rollsBackTo: number | null } | null;
  receipts: { rejected: boolean }[];
}

interface AllowanceRow {
  road: PublicationRoad | null;
  promotedFrom: string[];
  grounds: PublicationGrounds;
  reviewId: string | null;
  review: { number: number; decisions: { userName: string; digest: string }[] } | null;
  waivers: { waiverId: string | null; rule: string; until: Date }[];
}

/** Who reads what is told of a publication. */
export interface Reader {
  /** Of users, by id. */
  names: Map<string, string>;
  /** Reviews are their team's and governance's: others are told of one, and neither led to it nor told who decided. */
  seesReview: boolean;
}

/** By which road it came, and what allowed it. `digest`: of the content that went live. */
export function toAllowance(
  { road, promotedFrom, grounds, reviewId, review, waivers }: AllowanceRow,
  { digest, seesReview }: { digest: string | undefined; seesReview: boolean },
) {
  const approvals = seesReview ? (review?.decisions ?? []) : [];
  return {
    road,
    promotedFrom,
    grounds,
    reviewId: seesReview ? reviewId : null,
    reviewNumber: review?.number ?? null,
    approvedBy: approvals.filter((one) => one.digest === digest).map(({ userName }) => userName),
    waivers: waivers.map(({ waiverId: id, rule, until }) => ({ id, rule, until: until.toISOString() })),
  };
}

export function toSummary(row: Row, { names, seesReview }: Reader): PublicationSummary {
  const rejected = row.receipts.filter((receipt) => receipt.rejected).length;
  return {
    id: row.id,
    action: row.action,
    state: row.state,
    environment: row.environment.slug,
    revision: row.revision?.number ?? null,
    storeRevision: row.storeRevision,
    note: row.revision?.note ?? "",
    cause: row.cause,
    ...toAllowance(row, { digest: row.revision?.digest, seesReview }),
    rollsBackTo: row.revision?.rollsBackTo ?? null,
    requestedAt: row.requestedAt.toISOString(),
    requestedBy: names.get(row.requestedById) ?? row.requestedById,
    applied: row.receipts.length - rejected,
    rejected,
  };
}

/** Names by user id; ids of others (the system) are left out. */
export async function userNames(ctx: Pick<Ctx, "db">, ids: string[]): Promise<Map<string, string>> {
  const users = await ctx.db.user.findMany({
    where: { id: { in: [...new Set(ids)].slice(0, 1_000) } },
    select: { id: true, name: true },
  });
  return new Map(users.map((user) => [user.id, user.name]));
}
