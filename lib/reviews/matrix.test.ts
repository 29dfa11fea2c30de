import { describe, expect, it } from "vitest";
import { ANONYMOUS } from "#lib/access";
import type { Ctx } from "#lib/db";
import { newId } from "#lib/ids";
import { REVIEW_STATES, type ReviewKind, type ReviewState } from "#lib/lifecycle";
import { publish } from "#lib/publishing";
import { makeUser, testDatabase } from "#lib/testing";
import {
  commentReview,
  decideReview,
  getReview,
  resolveComment,
  resubmitReview,
  scheduleReview,
  submitReview,
  withdrawReview,
} from "./index.ts";
import { later, makeReviewed, submission } from "./test-rows.ts";

const database = await testDatabase();
const { db } = database;
const made = await makeReviewed(database);
const { at, versionId, environment } = made;
/** Nobody's edit: their standing is their role alone. */
const owner = database.ctx(await makeUser(db, { teams: { [made.teamId]: "owner" } }));

const PEOPLE: Record<string, Ctx> = {
  submitter: made.ctx,
  maintainer: made.colleague,
  owner,
  viewer: made.viewer,
  governance: made.governance,
  admin: made.admin,
  "on call": database.ctx({ ...(await makeUser(db)), onCall: true }),
  stranger: made.stranger,
  anonymous: database.ctx(ANONYMOUS),
};
const MAINTAINERS = ["submitter", "maintainer", "owner", "admin"];
const INSIDERS = [...MAINTAINERS, "viewer", "governance"];
/** A rule wants governance's approval; nobody decides on their own work. */
const REVIEWERS = ["governance", "admin"];

interface Move {
  run(ctx: Ctx, id: string): Promise<unknown>;
  by: readonly string[];
  /** What it leads to, by where it may start. */
  before: Partial<Record<ReviewState, ReviewState>>;
  after: Partial<Record<ReviewState, ReviewState>>;
}

const same = (...states: ReviewState[]) => Object.fromEntries(states.map((state) => [state, state]));
const to = (end: ReviewState, ...states: ReviewState[]) =>
  Object.fromEntries(states.map((state) => [state, end]));
const UNFINISHED = ["open", "changes_requested", "approved"] as const;
const decide = (decision: "approve" | "request_changes" | "reject") => (ctx: Ctx, id: string) =>
  decideReview(ctx, id, { decision, round: 1, note: "Because." });
const comment = { item: "", body: "Why?" };

/** All that can be done with a review, as the product's rules say it. */
const MOVES: Record<string, Move> = {
  resubmit: {
    run: (ctx, id) => resubmitReview(ctx, id, submission()),
    by: MAINTAINERS,
    before: to("open", ...UNFINISHED),
    after: {},
  },
  withdraw: { run: withdrawReview, by: MAINTAINERS, before: to("withdrawn", ...UNFINISHED), after: {} },
  comment: {
    run: (ctx, id) => commentReview(ctx, id, comment),
    by: INSIDERS,
    before: same(...UNFINISHED),
    after: same("open"),
  },
  resolve: {
    run: (ctx, id) => resolveComment(ctx, { id, comment: "com_first" }, { resolved: true }),
    by: INSIDERS,
    before: same(...REVIEW_STATES),
    after: same(...REVIEW_STATES),
  },
  approve: {
    run: decide("approve"),
    by: REVIEWERS,
    before: to("approved", "open"),
    after: to("approved", "open"),
  },
  "ask for changes": {
    run: decide("request_changes"),
    by: REVIEWERS,
    before: to("changes_requested", "open", "approved"),
    after: {},
  },
  reject: {
    run: decide("reject"),
    by: REVIEWERS,
    before: to("rejected", ...UNFINISHED),
    after: to("rejected", "open"),
  },
  "publish now": {
    run: (ctx, id) => scheduleReview(ctx, id, { publish: "now" }),
    by: MAINTAINERS,
    before: to("published", "approved"),
    after: {},
  },
  "publish later": {
    run: (ctx, id) => scheduleReview(ctx, id, { publish: later(ctx, 5).now.toISOString() }),
    by: MAINTAINERS,
    before: same("approved"),
    after: {},
  },
  "publish by hand": {
    run: (ctx, id) => scheduleReview(ctx, id, { publish: "by_hand" }),
    by: MAINTAINERS,
    before: same("approved"),
    after: {},
  },
};

const first = await submitReview(made.ctx, at, submission());
await db.reviewComment.create({
  data: { id: "com_first", reviewId: first.id, body: "Why?", authorId: "x", authorName: "X", at: new Date() },
});
const review = await db.review.findUniqueOrThrow({ where: { id: first.id } });

/** The one review in a state, with nothing of it published; approved by governance where that made it so. */
async function bring(kind: ReviewKind, state: ReviewState): Promise<void> {
  await db.deployment.deleteMany({ where: { versionId } });
  await db.publication.deleteMany({ where: { versionId } });
  await db.reviewDecision.deleteMany({ where: { reviewId: review.id } });
  const { consequences: _kept, neededApprovals: _also, ...row } = review;
  await db.review.update({ where: { id: review.id }, data: { ...row, kind, state }, select: { id: true } });
  if (state !== "approved" && state !== "published") return;
  const { actor } = made.governance;
  await db.reviewDecision.create({
    data: {
      id: newId("dec"),
      reviewId: review.id,
      round: 1,
      userId: actor.id,
      userName: actor.name,
      decision: "approve",
      digest: review.digest,
      isGovernance: true,
      isMaintainer: false,
      at: new Date(),
    },
  });
}

const codeOf = (run: Promise<unknown>) =>
  run.then(
    () => "moved",
    (error: { code: string }) => error.code,
  );

/** Who may not see it is told of nothing; else who may not do it; else what stands in the way. */
function expected(move: Move, { kind, state, who }: { kind: ReviewKind; state: ReviewState; who: string }) {
  if (!INSIDERS.includes(who)) return { outcome: "not_found", end: state };
  // Of what was published already there is no such move, whoever may decide.
  const isReviewers = move.by === REVIEWERS;
  const mayTry = isReviewers && kind === "after" && Object.keys(move.after).length === 0;
  if (!move.by.includes(who) && !(mayTry && MAINTAINERS.includes(who)))
    return { outcome: "forbidden", end: state };
  const end = move[kind][state];
  return end === undefined ? { outcome: "conflict", end: state } : { outcome: "moved", end };
}

/** What an administrator published without an approval is judged once. */
const STATES: { kind: ReviewKind; states: readonly ReviewState[] }[] = [
  { kind: "before", states: REVIEW_STATES },
  { kind: "after", states: ["open", "approved", "rejected"] },
];
const EVERY = STATES.flatMap(({ kind, states }) =>
  states.flatMap((state) =>
    Object.keys(MOVES).flatMap((move) => Object.keys(PEOPLE).map((who) => ({ kind, state, move, who }))),
  ),
);

describe("everything that can be done with a review, by everybody, in every state", () => {
  it.each(EVERY)("$kind, $state: $move by $who", async ({ kind, state, move, who }) => {
    await bring(kind, state);
    const one = MOVES[move] as Move;
    const wanted = expected(one, { kind, state, who });
    expect(await codeOf(one.run(PEOPLE[who] as Ctx, review.id))).toBe(wanted.outcome);
    const { state: end } = await db.review.findUniqueOrThrow({ where: { id: review.id } });
    expect(end).toBe(wanted.end);
    const published = await db.publication.findMany({ where: { versionId } });
    const isLive = move === "publish now" && wanted.outcome === "moved";
    expect(published.map(({ requestedById }) => requestedById)).toEqual(
      isLive ? [PEOPLE[who]?.actor.id] : [],
    );
  });

  it.each(Object.keys(PEOPLE))("%s sees it, or is told that there is none", async (who) => {
    await bring("before", "open");
    const seen = await codeOf(getReview(PEOPLE[who] as Ctx, review.id));
    expect(seen).toBe(INSIDERS.includes(who) ? "moved" : "not_found");
  });
});

describe("the draft of a version whose publication needs an approval, by everybody, in every state of its review", () => {
  const every = STATES.flatMap(({ kind, states }) =>
    states.flatMap((state) => Object.keys(PEOPLE).map((who) => ({ kind, state, who }))),
  );

  it.each(every)("$kind, $state: published by $who", async ({ kind, state, who }) => {
    await bring(kind, state);
    const asked = { action: "publish", environment: environment.slug, note: "", draftEtag: 1 } as const;
    const isApproved = state === "approved" || state === "published";
    const refused = who === "anonymous" ? "not_found" : "forbidden";
    const outcome = await codeOf(publish(PEOPLE[who] as Ctx, at, asked));
    expect(outcome).toBe(MAINTAINERS.includes(who) ? (isApproved ? "moved" : "conflict") : refused);
    expect(await db.publication.count({ where: { versionId } })).toBe(outcome === "moved" ? 1 : 0);
  });
});
