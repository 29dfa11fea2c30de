import { change, type Ctx, type Prisma, type Tx } from "#lib/db";
import { AppError, type Issue } from "#lib/errors";
import type { NeededApproval } from "#lib/governance";
import { newId } from "#lib/ids";
import { moveReview, UNFINISHED_REVIEW_STATES } from "#lib/lifecycle";
import { notify } from "#lib/notifications";
import {
  draftDigest,
  readAuthors,
  readConsequences,
  readDraft,
  readNeeds,
  reviewFacts,
  type Consequences,
} from "#lib/publishing";
import { findReview, holdReview, needsOf, REVIEW, standingOf, type ReviewRow } from "./find-review.ts";
import { findReviewed } from "./find-reviewed.ts";
import { getReview } from "./get-review.ts";
import type { ReviewDto, ReviewedVersion, SubmitReview } from "./schema.ts";

/**
 * Asks for the draft to be judged, with what publishing it would do as it is now. Throws `stale` when the draft is another one
 * than was looked at, `unprocessable` when it does not compile, `conflict` while a review of the version is not finished.
 */
export async function submitReview(ctx: Ctx, at: ReviewedVersion, input: SubmitReview): Promise<ReviewDto> {
  const version = await findReviewed(ctx, at, "review.submit");
  const looked = await look(ctx, { at, input, apiId: version.api.id, versionId: version.id });
  const id = newId("rvw");
  const deed = { action: "review.submit", kind: "review", id, teamId: version.api.teamId } as const;
  await change(ctx, deed, async (tx) => {
    const authorIds = await holdDraft(tx, ctx, { versionId: version.id, looked });
    const unfinished = await tx.review.findFirst({
      where: { versionId: version.id, kind: "before", state: { in: [...UNFINISHED_REVIEW_STATES] } },
      select: { number: true },
    });
    if (unfinished)
      throw new AppError(
        "conflict",
        `Review ${unfinished.number} of this version is not finished. Submit to that one, or withdraw it.`,
      );
    const number = 1 + (await tx.review.count({ where: { versionId: version.id } }));
    const row = await tx.review.create({
      data: {
        id,
        versionId: version.id,
        number,
        kind: "before",
        authorIds,
        ...submission(ctx, input, looked),
      },
      select: REVIEW,
    });
    await tell(tx, ctx, row);
    return { result: undefined, after: { number, ...said(input, looked) } };
  });
  return getReview(ctx, id);
}

/** Submits the draft as it is now to a review that is not finished: a new round, in which nothing is approved yet. */
export async function resubmitReview(ctx: Ctx, id: string, input: SubmitReview): Promise<ReviewDto> {
  const found = await findReview(ctx, id, "review.resubmit");
  const { api, name } = found.version;
  const at = { slug: api.slug, version: name };
  const looked = await look(ctx, { at, input, apiId: api.id, versionId: found.versionId });
  const deed = { action: "review.resubmit", kind: "review", id, teamId: api.teamId } as const;
  await change(ctx, deed, async (tx) => {
    const authorIds = await holdDraft(tx, ctx, { versionId: found.versionId, looked });
    const review = await holdReview(tx, found);
    const moved = moveReview({ ...review, needs: needsOf(review) }, "resubmit", standingOf(ctx, review));
    if (!moved.ok) throw new AppError(moved.code, moved.reason);
    const row = await tx.review.update({
      where: { id },
      data: {
        state: moved.to,
        round: review.round + 1,
        decidedAt: null,
        escalatedAt: null,
        publishError: "",
        authorIds,
        ...submission(ctx, input, looked),
      },
      select: REVIEW,
    });
    await tell(tx, ctx, row);
    return {
      result: undefined,
      before: { state: review.state, round: review.round, digest: review.digest },
      after: { round: row.round, ...said(input, looked) },
    };
  });
  return getReview(ctx, id);
}

interface Looked {
  digest: string;
  draftEtag: number;
  consequences: Consequences;
  needs: NeededApproval[];
}

interface Submitted {
  at: ReviewedVersion;
  input: SubmitReview;
  apiId: string;
  versionId: string;
}

async function look(ctx: Ctx, { at, input, apiId, versionId }: Submitted): Promise<Looked> {
  const environments = await readEnvironments(ctx, input.environments);
  const slugs = environments.map(({ slug }) => slug);
  const { draft, consequences } = await readConsequences(ctx, at, slugs);
  const issues = consequences.environments.flatMap(({ environment, findings }) =>
    findings
      .filter(({ severity }) => severity === "error")
      .map(({ path, message, code }): Issue => {
        const isBinding = path[0] === "bindings";
        return {
          path: isBinding ? ["bindings", environment, ...path.slice(1)] : ["policy", ...path],
          message,
          code,
        };
      }),
  );
  if (issues.length > 0)
    throw new AppError("unprocessable", "The draft cannot be published as it is. Correct what is listed.", {
      issues,
    });
  const { documentDigest, digest, draftEtag } = draft;
  const needs: NeededApproval[] = [];
  for (const environment of environments)
    needs.push(...(await readNeeds(ctx.db, { versionId, apiId, environment, documentDigest })));
  return { digest, draftEtag, consequences, needs };
}

async function readEnvironments(ctx: Ctx, slugs: string[]): Promise<{ id: string; slug: string }[]> {
  const rows = await ctx.db.environment.findMany({
    where: { slug: { in: slugs } },
    orderBy: { position: "asc" },
    select: { id: true, slug: true },
  });
  const missing = slugs.find((slug) => !rows.some((row) => row.slug === slug));
  if (missing === undefined) return rows;
  const message = `There is no environment ${missing}.`;
  throw new AppError("invalid", message, { issues: [{ path: ["environments"], message }] });
}

/** Locks the draft, and refuses when it is not what was looked at. Returns who must not decide on it. */
async function holdDraft(
  tx: Tx,
  { actor }: Ctx,
  { versionId, looked }: { versionId: string; looked: Looked },
): Promise<string[]> {
  const draft = await readDraft(tx, versionId, "lock");
  const environments = looked.consequences.environments.map(({ environment }) => environment);
  if (draftDigest(draft) === looked.digest && draft.stage !== "retired")
    return readAuthors(tx, { versionId, environments, submittedById: actor.id });
  if (draft.stage === "retired")
    throw new AppError("conflict", "It is retired. That cannot be undone: add a new version.");
  throw new AppError("stale", "The draft was changed meanwhile. Look at the new state, then submit it.", {
    details: { draftEtag: draft.draftEtag },
  });
}

function submission(ctx: Ctx, input: SubmitReview, looked: Looked) {
  if (looked.draftEtag !== input.draftEtag)
    throw new AppError(
      "stale",
      "The draft was changed since you looked at it. Look at the new state, then submit it.",
      {
        details: { draftEtag: looked.draftEtag },
      },
    );
  return {
    environments: looked.consequences.environments.map(({ environment }) => environment),
    digest: looked.digest,
    draftEtag: looked.draftEtag,
    summary: input.summary,
    // Casts: both are made of JSON values alone.
    neededApprovals: looked.needs as unknown as Prisma.InputJsonArray,
    consequences: looked.consequences as unknown as Prisma.InputJsonObject,
    submittedById: ctx.actor.id,
    submittedByName: ctx.actor.name,
    submittedAt: ctx.now,
    publishAskedById: null,
    ...publishing(input.publish, ctx.now),
  };
}

/** When it is to be published once it is approved. */
export function publishing(
  publish: SubmitReview["publish"],
  now: Date,
): { publishOnApproval: boolean; publishAt: Date | null } {
  if (publish === "by_hand") return { publishOnApproval: false, publishAt: null };
  if (publish === "on_approval") return { publishOnApproval: true, publishAt: null };
  const at = new Date(publish);
  if (at > now) return { publishOnApproval: false, publishAt: at };
  const message = "This time has passed. Choose a later one.";
  throw new AppError("invalid", message, { issues: [{ path: ["publish"], message }] });
}

async function tell(tx: Tx, ctx: Ctx, row: ReviewRow): Promise<void> {
  const facts = reviewFacts(row, ctx.actor, row.summary);
  const key = `${row.id}:${row.round}`;
  await notify(tx, { kind: "review.submitted", key, facts, now: ctx.now, by: ctx.actor });
}

function said(input: SubmitReview, looked: Looked): object {
  const { environments, summary, publish } = input;
  return {
    environments,
    summary,
    publish,
    digest: looked.digest,
    verdict: looked.consequences.contract?.verdict ?? null,
  };
}
