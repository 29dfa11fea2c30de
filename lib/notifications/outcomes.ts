import { z } from "zod";
import { may } from "#lib/access";
import type { Ctx, Prisma } from "#lib/db";
import { possibleReviewMoves, type ApprovalNeed, type ReviewState } from "#lib/lifecycle";
import type { NotificationKind } from "./kinds.ts";

/** By the id of what is asked about: what became of it; absent while it waits for the reader. */
type Outcomes = Map<string, string>;
type Asker = Pick<Ctx, "db" | "actor" | "now">;

interface Question {
  /** What is asked about, by the kind's facts; `undefined`: they do not say. */
  about: (this: void, facts: Facts) => string | undefined;
  read: (this: void, asker: Asker, ids: string[]) => Promise<Outcomes>;
}

type Facts = Readonly<Record<string, unknown>>;

const named = (fact: string) => (facts: Facts) => {
  const value = facts[fact];
  return typeof value === "string" ? value : undefined;
};

const REVIEW: Question = { about: named("reviewId"), read: readReviews };

/** The kinds that ask somebody to decide. */
const QUESTIONS: Partial<Record<NotificationKind, Question>> = {
  "review.submitted": REVIEW,
  "review.escalated": REVIEW,
  "review.break_glass": REVIEW,
  "waiver.asked": { about: named("waiverId"), read: readWaivers },
  "subscription.requested": { about: named("subscriptionId"), read: readSubscriptions },
  "transfer.requested": { about: named("transferId"), read: readTransfers },
  "team.invited": { about: named("invitationId"), read: readInvitations },
  "incident.alert": { about: named("incidentId"), read: readIncidents },
  "rescue.alert": { about: named("alertId"), read: readRescueAlerts },
  "version.deprecated": { about: calledVersion, read: readAcknowledgements },
};

interface Event {
  id: string;
  kind: string;
  facts: unknown;
}

/**
 * What became of what notifications ask the reader, by their ids, as it is now: decided, gone, or not theirs to decide. One
 * query for each sort of thing that is asked about.
 */
export async function readOutcomes(asker: Asker, events: Event[]): Promise<Outcomes> {
  const asked = events.flatMap(({ id, kind, facts }) => {
    const question = Object.entries(QUESTIONS).find(([name]) => name === kind)?.[1];
    const about = isFacts(facts) ? question?.about(facts) : undefined;
    return question && about !== undefined ? [{ id, about, read: question.read }] : [];
  });
  const outcomes: Outcomes = new Map();
  for (const read of new Set(asked.map((one) => one.read))) {
    const mine = asked.filter((one) => one.read === read);
    const ids = [...new Set(mine.map(({ about }) => about))];
    const found = await read(asker, ids);
    for (const { id, about } of mine) {
      const outcome = found.get(about);
      if (outcome !== undefined) outcomes.set(id, outcome);
    }
  }
  return outcomes;
}

function isFacts(value: unknown): value is Facts {
  return typeof value === "object" && value !== null;
}

/** What is not found any more is gone with what it belonged to. */
function gather<Row extends { id: string }>(
  ids: string[],
  rows: Row[],
  outcomeOf: (row: Row) => string | undefined,
): Outcomes {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    ids.flatMap((id) => {
      const row = byId.get(id);
      const outcome = row ? outcomeOf(row) : "It is gone.";
      return outcome === undefined ? [] : [[id, outcome] as const];
    }),
  );
}

const by = (name: string | null) => (name === null ? "." : ` by ${name}.`);

const REVIEWED = {
  id: true,
  kind: true,
  state: true,
  round: true,
  neededApprovals: true,
  authorIds: true,
  version: { select: { api: { select: { teamId: true, visibility: true, grantedTeamIds: true } } } },
  decisions: {
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: 200,
    select: { round: true, userId: true, userName: true, decision: true },
  },
} as const satisfies Prisma.ReviewSelect;
type Review = Prisma.ReviewGetPayload<{ select: typeof REVIEWED }>;

async function readReviews({ db, actor }: Asker, ids: string[]): Promise<Outcomes> {
  const rows = await db.review.findMany({ where: { id: { in: ids } }, select: REVIEWED });
  return gather(ids, rows, (row) => (row.state === "open" ? whoElse(row, actor) : decided(row, row.state)));
}

function decided({ round, decisions }: Review, state: Exclude<ReviewState, "open">): string {
  const last = decisions.find((one) => one.round === round)?.userName ?? null;
  switch (state) {
    case "changes_requested":
      return `Changes were asked for${by(last)}`;
    case "approved":
      return `Approved${by(last)}`;
    case "published":
      return "Approved and published.";
    case "rejected":
      return `Rejected${by(last)}`;
    case "withdrawn":
      return "Withdrawn.";
  }
}

/** Why an open review does not wait for this reader. */
function whoElse(review: Review, actor: Ctx["actor"]): string | undefined {
  const { api } = review.version;
  const said = review.decisions.find(({ round, userId }) => round === review.round && userId === actor.id);
  if (said) return "You approved it; others are asked as well.";
  const standing = {
    isInsider: may(actor, "review.read", api),
    isMaintainer: may(actor, "review.submit", api),
    isGovernance: actor.kind === "user" && actor.role !== "member",
    isAuthor: review.authorIds.includes(actor.id),
  };
  // Cast: `needsOf` of lib/reviews tells who writes the column.
  const needs = review.neededApprovals as unknown as ApprovalNeed[];
  if (possibleReviewMoves({ ...review, needs }, standing).includes("approve")) return undefined;
  return standing.isAuthor ? "It is your own work: others decide." : "Others decide.";
}

async function readWaivers({ db }: Asker, ids: string[]): Promise<Outcomes> {
  const select = { id: true, state: true, decidedByName: true } as const;
  const rows = await db.waiver.findMany({ where: { id: { in: ids } }, select });
  return gather(ids, rows, ({ state, decidedByName }) => {
    switch (state) {
      case "asked":
        return undefined;
      case "granted":
        return `Granted${by(decidedByName)}`;
      case "refused":
        return `Refused${by(decidedByName)}`;
      case "withdrawn":
        return "Withdrawn.";
      case "revoked":
        return `Granted, and revoked${by(decidedByName)}`;
    }
  });
}

async function readSubscriptions({ db }: Asker, ids: string[]): Promise<Outcomes> {
  const select = { id: true, state: true, changedByName: true } as const;
  const rows = await db.subscription.findMany({ where: { id: { in: ids } }, select });
  return gather(ids, rows, ({ state, changedByName }) => {
    switch (state) {
      case "pending":
        return undefined;
      case "active":
        return "Approved.";
      case "suspended":
        return "Approved, and suspended now.";
      case "rejected":
        return `Rejected${by(changedByName)}`;
      case "ended":
        return `Ended${by(changedByName)}`;
    }
  });
}

async function readTransfers({ db }: Asker, ids: string[]): Promise<Outcomes> {
  const select = { id: true, state: true, decidedByName: true } as const;
  const rows = await db.transfer.findMany({ where: { id: { in: ids } }, select });
  return gather(ids, rows, ({ state, decidedByName }) => {
    switch (state) {
      case "pending":
        return undefined;
      case "accepted":
        return `Accepted${by(decidedByName)}`;
      case "declined":
        return `Declined${by(decidedByName)}`;
      case "withdrawn":
        return "Withdrawn.";
    }
  });
}

async function readInvitations({ db, now }: Asker, ids: string[]): Promise<Outcomes> {
  const select = { id: true, usedById: true, expiresAt: true } as const;
  const rows = await db.invitation.findMany({ where: { id: { in: ids } }, select });
  return gather(ids, rows, ({ usedById, expiresAt }) => {
    if (usedById !== null) return "You joined.";
    return expiresAt <= now ? "Its time is over." : undefined;
  });
}

async function readIncidents({ db }: Asker, ids: string[]): Promise<Outcomes> {
  const select = { id: true, closedAt: true, acknowledgedByName: true } as const;
  const rows = await db.incident.findMany({ where: { id: { in: ids } }, select });
  return gather(ids, rows, ({ closedAt, acknowledgedByName }) => {
    if (closedAt !== null) return "The incident is over.";
    return acknowledgedByName === null ? undefined : `Acknowledged${by(acknowledgedByName)}`;
  });
}

async function readRescueAlerts({ db }: Asker, ids: string[]): Promise<Outcomes> {
  const select = { id: true, endedAt: true, acknowledgedByName: true } as const;
  const rows = await db.rescueAlert.findMany({ where: { id: { in: ids } }, select });
  return gather(ids, rows, ({ endedAt, acknowledgedByName }) => {
    if (endedAt !== null) return "The alert is over.";
    return acknowledgedByName === null ? undefined : `Acknowledged${by(acknowledgedByName)}`;
  });
}

const Called = z.object({ api: z.string(), version: z.string(), teamId: z.string() });

/** A version as one team's applications call it. */
function calledVersion(facts: Facts): string | undefined {
  const read = Called.safeParse(facts);
  return read.success ? JSON.stringify(read.data) : undefined;
}

async function readAcknowledgements({ db, actor }: Asker, ids: string[]): Promise<Outcomes> {
  const asked = ids.map((id) => ({ id, of: Called.parse(JSON.parse(id)) }));
  const rows = await db.sunsetNotice.findMany({
    where: {
      OR: asked.map(({ of }) => ({
        version: { name: of.version, api: { slug: of.api } },
        application: { teamId: of.teamId, deletedAt: null },
      })),
    },
    orderBy: { acknowledgedAt: { sort: "desc", nulls: "first" } },
    take: 1_000,
    select: {
      acknowledgedAt: true,
      acknowledgedByName: true,
      version: { select: { name: true, api: { select: { slug: true } } } },
      application: { select: { teamId: true } },
    },
  });
  return new Map(
    asked.flatMap(({ id, of }): [string, string][] => {
      // Those that nobody acknowledged come first.
      const notice = rows.find(
        ({ version, application }) =>
          version.name === of.version && version.api.slug === of.api && application.teamId === of.teamId,
      );
      if (!notice) return [[id, "Nothing is left to acknowledge."]];
      if (notice.acknowledgedAt) return [[id, `Acknowledged${by(notice.acknowledgedByName)}`]];
      if (may(actor, "version.acknowledge", { teamId: of.teamId })) return [];
      return [[id, "Your team's maintainers acknowledge it."]];
    }),
  );
}
