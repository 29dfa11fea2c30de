import { z } from "zod";
import { VERDICTS } from "#lib/contract";
import type { PublicationGrounds, Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { ApprovalParams, neededApprovals, RuleScope, type NeededApproval } from "#lib/governance";
import { isApproved } from "#lib/lifecycle";

/** A content on its way to an environment. */
export interface ApprovalAsked {
  versionId: string;
  apiId: string;
  environment: { id: string; slug: string };
  /** `draftDigest` of the content. */
  digest: string;
  documentDigest: string;
}

/** What a publication rests on. */
export interface Grounds {
  grounds: PublicationGrounds;
  reviewId?: string;
  /** The names of those who approved exactly this content. */
  approvedBy?: string[];
}

/** Neither approved nor free of approvals: what is missing. */
export interface Ungrounded {
  grounds: undefined;
  needs: NeededApproval[];
}

type Read = Pick<Tx, "governanceRule" | "api" | "review" | "publication" | "deployment" | "contractResult">;

const Verdict = z.object({ verdict: z.enum(VERDICTS) });

/**
 * What allows a content to be published in an environment: an approval of exactly this content, that none is needed, or that it
 * was published there before on such grounds. The version must be locked where something is decided on it.
 */
export async function findGrounds(tx: Read, asked: ApprovalAsked): Promise<Grounds | Ungrounded> {
  const needs = await readNeeds(tx, asked);
  const review = await findApproval(tx, asked, needs);
  if (review) return { grounds: "approved", ...review };
  if (needs.length === 0) return { grounds: "not_required" };
  return (await publishedBefore(tx, asked)) ?? { grounds: undefined, needs };
}

/** The same, for whoever publishes: throws `conflict` with what is needed. */
export async function requireGrounds(tx: Tx, asked: ApprovalAsked): Promise<Grounds> {
  const found = await findGrounds(tx, asked);
  if (found.grounds !== undefined) return found;
  const { slug } = asked.environment;
  throw new AppError(
    "conflict",
    `Publishing this to ${slug} needs an approval. Submit the draft for review; in an emergency an administrator can publish it without, with a reason.`,
    { details: { needs: found.needs } },
  );
}

/** The approvals that the rules in force ask for. */
export async function readNeeds(tx: Read, asked: Omit<ApprovalAsked, "digest">): Promise<NeededApproval[]> {
  const rows = await tx.governanceRule.findMany({
    where: { kind: "approval", enabled: true },
    orderBy: { id: "asc" },
    take: 1_000,
    select: { id: true, name: true, params: true, scope: true },
  });
  if (rows.length === 0) return [];
  const api = await tx.api.findUniqueOrThrow({
    where: { id: asked.apiId },
    select: { tier: true, tags: true, team: { select: { slug: true } } },
  });
  const rules = rows.map((row) => ({ ...row, scope: RuleScope.parse(row.scope) }));
  return neededApprovals(rules, {
    api: { tier: api.tier, tags: api.tags, team: api.team.slug },
    environment: asked.environment.slug,
    isBreaking: rules.some(asksIfBreaking) ? await readBreaking(tx, asked) : null,
  });
}

function asksIfBreaking({ params }: { params: unknown }): boolean {
  return ApprovalParams.safeParse(params).data?.when === "breaking";
}

/** Whether it breaks what is live there, by comparisons that were made before; null: not compared yet. */
async function readBreaking(
  tx: Read,
  { versionId, environment, documentDigest: newDigest }: Omit<ApprovalAsked, "digest">,
): Promise<boolean | null> {
  const live = await tx.deployment.findUnique({
    where: { versionId_environmentId: { versionId, environmentId: environment.id } },
    select: { wantedRevision: { select: { documentDigest: true } } },
  });
  if (!live?.wantedRevision) return false;
  const { documentDigest: oldDigest } = live.wantedRevision;
  if (oldDigest === newDigest) return false;
  const compared = await tx.contractResult.findUnique({
    where: { oldDigest_newDigest: { oldDigest, newDigest } },
    select: { result: true },
  });
  const verdict = Verdict.safeParse(compared?.result);
  return verdict.success ? verdict.data.verdict === "breaking" : null;
}

/** A review that approved exactly this content for this environment, by as many as are needed now. */
async function findApproval(
  tx: Read,
  { versionId, environment, digest }: ApprovalAsked,
  needs: NeededApproval[],
): Promise<Pick<Grounds, "reviewId" | "approvedBy"> | undefined> {
  const reviews = await tx.review.findMany({
    where: {
      versionId,
      digest,
      state: { in: ["approved", "published"] },
      environments: { has: environment.slug },
    },
    orderBy: { number: "desc" },
    take: 10,
    select: {
      id: true,
      decisions: {
        where: { digest, decision: "approve" },
        orderBy: [{ at: "asc" }, { id: "asc" }],
        take: 100,
        select: { userId: true, userName: true, isGovernance: true, isMaintainer: true },
      },
    },
  });
  const found = reviews.find(({ decisions }) => isApproved(needs, decisions));
  return found && { reviewId: found.id, approvedBy: found.decisions.map(({ userName }) => userName) };
}

async function publishedBefore(
  tx: Read,
  { versionId, environment, digest }: ApprovalAsked,
): Promise<Grounds | undefined> {
  const earlier = await tx.publication.findFirst({
    where: {
      versionId,
      environmentId: environment.id,
      revision: { digest },
      grounds: { in: ["approved", "not_required"] },
    },
    orderBy: { requestedAt: "desc" },
    select: {
      grounds: true,
      reviewId: true,
      review: {
        select: {
          decisions: { where: { digest, decision: "approve" }, take: 100, select: { userName: true } },
        },
      },
    },
  });
  if (!earlier) return undefined;
  const { grounds, reviewId, review } = earlier;
  if (reviewId === null || !review) return { grounds };
  return { grounds, reviewId, approvedBy: review.decisions.map(({ userName }) => userName) };
}
