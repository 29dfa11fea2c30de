import { may } from "#lib/access";
import { readOtherApis, refreshClaims, unseenApis, type DependencyOn } from "#lib/catalogue";
import type { Ctx, PublicationRoad, Stage, Tx } from "#lib/db";
import { AppError, type Issue } from "#lib/errors";
import type { FindApi } from "#lib/fallback";
import type { FallbackPolicy, Finding } from "#lib/fallback/schema";
import { transition } from "#lib/lifecycle";
import { isError } from "#lib/routing";
import { enqueueJudgement, type Addresses } from "#lib/rules";
import type { Grounds } from "./approval.ts";
import { findAllowance, type BrokenGlass } from "./break-glass.ts";
import { compileVersion } from "./compile-version.ts";
import { replaceDependencies } from "./dependencies.ts";
import type { HeldVersion, KeptContent } from "./draft.ts";
import { endLostPin } from "./end-orders.ts";
import type { FoundVersion } from "./find-version.ts";
import { passGate, type ReliedOn } from "./rule-gate.ts";
import { settleReview } from "./settle-review.ts";
import { takeRevision, type NextRevision } from "./take-revision.ts";
import { want } from "./want.ts";
import { readWanted, refuseOvertaken } from "./wanted-revision.ts";

/** What is to be live, and where. */
export interface PublishRequest {
  road: PublicationRoad;
  /** Of a promotion: where the revision is live already, by slug. */
  promotedFrom?: string[];
  version: FoundVersion;
  environment: { id: string; slug: string };
  /** The version must be locked. */
  held: HeldVersion;
  /** The draft's, or a revision's. */
  content: KeptContent;
  /** The revision it is or becomes. */
  next: NextRevision;
  /** Of the revision, where it is a new one. */
  note: string;
  /** The revision that was seen to be live there, null for none; absent: not looked at. */
  replaces: number | null | undefined;
  /** The revision whose content a new one brings back. */
  rollsBackTo?: number;
  /** An administrator publishes it without the approvals that it needs. */
  breakGlass?: BrokenGlass | undefined;
  /** Who asked for it, where the product publishes it for somebody. */
  askedById?: string | undefined;
  /** Of `prepareGate`, asked before the version was locked. */
  addresses: Addresses;
}

export interface Published {
  publicationId: string;
  /** By which road, and what allowed it, for the audit entry. */
  allowedBy: Grounds & {
    road: PublicationRoad;
    promotedFrom?: string[];
    waivers?: ReliedOn[];
    /** Where the product publishes it for somebody. */
    askedById?: string;
  };
}

/**
 * The one way by which content goes live, whoever asks for it: all that must hold for every publication is asked here, at one
 * place. Throws `stale` when something else went live there meanwhile, `conflict` when the version's life does not allow it
 * or an approval is missing (`details.needs`), `unprocessable` with all findings when the content does not compile, or breaks a
 * blocking rule. `republish`, which wants the same revision again, does not come this way.
 */
export async function publishContent(tx: Tx, ctx: Ctx, request: PublishRequest): Promise<Published> {
  const { version, environment, held, content, next, note, rollsBackTo } = request;
  const { requestedAt } = held;
  refuseOvertaken(await readWanted(tx, version.id, environment.id), request);
  const stage = refuseEnded(held);
  await refuseUnseen(tx, ctx, content);
  const others = await readOtherApis(tx, environment, [content.policy]);
  const find = others.find((api) => may(ctx.actor, "api.read", api));
  const served = compiled(request, find);
  const allowed = await findAllowance(tx, ctx, request);
  const waivers = await passGate(tx, ctx, { gated: request, served, addresses: request.addresses });
  const { road, promotedFrom } = request;
  const allowedBy = {
    road,
    ...(promotedFrom ? { promotedFrom } : {}),
    ...allowed,
    ...(request.askedById === undefined ? {} : { askedById: request.askedById }),
    ...(waivers.length > 0 ? { waivers } : {}),
  };
  const askedById = request.askedById ?? ctx.actor.id;
  const taken = { versionId: version.id, content, next, note, rollsBackTo, createdById: askedById, held };
  const revisionId = await takeRevision(tx, taken);
  const publicationId = await want(tx, {
    action: "publish",
    versionId: version.id,
    environment,
    revisionId,
    requestedById: askedById,
    requestedAt,
    ...allowedBy,
  });
  if (allowed.grounds === "approved") await settleReview(tx, ctx, allowed.reviewId);
  const ending = { versionId: version.id, environment, by: ctx.actor, requestedAt };
  await endLostPin(tx, { ...ending, chain: served.chain, revision: next.number });
  const dependencies = others.dependenciesOf(content.policy);
  await holdServing(tx, dependencies);
  await replaceDependencies(tx, { versionId: version.id, environmentId: environment.id, dependencies });
  await enqueueJudgement(tx, { apiId: version.api.id, now: requestedAt });
  await refreshClaims(tx, { versionId: version.id, actor: ctx.actor });
  await tx.version.update({ where: { id: version.id }, data: { stage } });
  return { publicationId, allowedBy };
}

/** The stage that publishing leads to. */
function refuseEnded({ stage }: HeldVersion): Stage {
  const moved = transition({ stage, isBlocked: false }, "publish");
  if (!moved.ok) throw new AppError("conflict", moved.reason);
  return moved.to.stage;
}

/** Whoever would retire one of these waits for us, or we for them: then it is refused. */
async function holdServing(tx: Tx, dependencies: DependencyOn[]): Promise<void> {
  if (dependencies.length === 0) return;
  const ids = dependencies.map(({ innerVersionId }) => innerVersionId);
  const held = await tx.$queryRaw<{ stage: string; api: string; version: string }[]>`
    SELECT v."stage", a."slug" AS "api", v."name" AS "version" FROM "Version" v JOIN "Api" a ON a."id" = v."apiId"
    WHERE v."id" = ANY(${ids}) ORDER BY v."id" FOR SHARE OF v`;
  const retired = held.find(({ stage }) => stage === "retired");
  if (!retired) return;
  const message = `${retired.api} ${retired.version} is retired: it cannot answer for another API. Take it out of the chain.`;
  throw new AppError("unprocessable", message, { issues: [{ path: ["policy", "chain"], message }] });
}

/** Whoever puts another API's targets into service must be able to see that API. */
async function refuseUnseen(tx: Tx, { actor }: Ctx, { policy }: KeptContent): Promise<void> {
  const issues = await unseenApis(tx, actor, { policy });
  if (issues[0]) throw new AppError("unprocessable", issues[0].message, { issues });
}

/** The policy as gateways would get it. Throws `unprocessable` with all that stands in its way. */
function compiled({ version, environment, content, next }: PublishRequest, find: FindApi): FallbackPolicy {
  const as = { environment: environment.slug, revision: next.number, publicationId: "check", find };
  const result = compileVersion(version, content, as);
  if (result.ok) return result.body.fallback;
  throw new AppError("unprocessable", "The version cannot be published as it is. Correct what is listed.", {
    issues: result.findings.filter(isError).map((finding) => toIssue(finding, as.environment)),
  });
}

/** Findings speak from the policy's root, issues from the draft's. */
function toIssue(finding: Finding, environment: string): Issue {
  const [head, ...rest] = finding.path;
  const path =
    head === "bindings"
      ? ["bindings", environment, ...rest]
      : head === "routes" || head === "access"
        ? finding.path
        : ["policy", ...finding.path];
  return { path, message: finding.message, code: finding.code };
}
