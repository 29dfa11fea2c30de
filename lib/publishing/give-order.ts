import type { Action } from "#lib/access";
import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { namedApis } from "#lib/fallback";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { findEnvironmentId, findVersion } from "./find-version.ts";
import { getOrder } from "./get-order.ts";
import type { GiveOrder, OrderDto, VersionParams } from "./schema.ts";
import { readKept, writeOrder, type KeptControl, type NewOrder } from "./write-order.ts";

type Chain = Pick<UnboundPolicy["chain"][number], "id" | "kind">[];

/** What an order is decided on: all of it locked. */
export interface Situation {
  tx: Tx;
  versionId: string;
  environmentId: string;
  /** Of the revision that is wanted in the environment. */
  chain: Chain;
  kept: KeptControl | undefined;
}

interface Given extends Pick<GiveOrder, "action" | "environment" | "etag" | "reason"> {
  permission: Action;
  /** Throws where the order makes no sense. */
  decide(situation: Situation): Promise<Pick<NewOrder, "target" | "until" | "releases">>;
}

/**
 * One order of somebody on call: authorised, decided on the locked state, audited, and left to the worker to write.
 * Throws `conflict` where the version is not published, `stale` when another order came first.
 */
export async function giveOrder(ctx: Ctx, at: VersionParams, given: Given): Promise<OrderDto> {
  const [version, environmentId] = await Promise.all([
    findVersion(ctx, at, given.permission),
    findEnvironmentId(ctx, given.environment),
  ]);
  const where = { versionId: version.id, environment: { id: environmentId, slug: given.environment } };
  const { teamId, visibility, grantedTeamIds } = version.api;
  const object = { kind: "version", id: version.id, teamId, visibility, grantedTeamIds };
  const id = await change(ctx, { action: given.permission, ...object }, async (tx) => {
    const requestedAt = await lockVersion(tx, version.id);
    const chain = await wantedChain(tx, version.id, environmentId);
    if (!chain)
      throw new AppError("conflict", `${at.slug} ${at.version} is not published in ${given.environment}.`);
    const kept = await readKept(tx, where);
    if ((kept?.etag ?? 0) !== given.etag) throw await overtaken(tx, where, kept?.etag ?? 0);
    const decided = await given.decide({ tx, versionId: version.id, environmentId, chain, kept });
    const orderId = await writeOrder(tx, where, {
      ...decided,
      kept,
      action: given.action,
      reason: given.reason,
      requestedById: ctx.actor.id,
      requestedByName: ctx.actor.name,
      requestedAt,
    });
    const { target, until } = decided;
    const { environment, reason } = given;
    const before = { environment, pin: kept?.pinTarget ?? null };
    return {
      result: orderId,
      before,
      after: { environment, orderId, target, reason, ...(until && { until }) },
    };
  });
  return getOrder(ctx, { ...at, id });
}

/** Publishing locks the version too, so that no chain changes under an order. The database's time. */
async function lockVersion(tx: Tx, versionId: string): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`
    SELECT now() AS "now" FROM "Version" WHERE "id" = ${versionId} FOR UPDATE`;
  if (!row) throw new AppError("not_found", "This version is gone.");
  return row.now;
}

/** The chain that is wanted in the environment; nothing where none is. Targets of other APIs are known once it is written. */
async function wantedChain(tx: Tx, versionId: string, environmentId: string): Promise<Chain | undefined> {
  const deployment = await tx.deployment.findUnique({
    where: { versionId_environmentId: { versionId, environmentId } },
    select: { writtenChain: true, wantedRevision: { select: { policy: true } } },
  });
  const policy = deployment?.wantedRevision?.policy as { chain: Chain } | undefined;
  if (namedApis(policy).length === 0) return policy?.chain;
  return (deployment?.writtenChain as Chain | null | undefined) ?? policy?.chain;
}

/** Two people at once: the second is told what the first ordered. */
async function overtaken(
  tx: Tx,
  { versionId, environment }: { versionId: string; environment: { id: string } },
  etag: number,
): Promise<AppError> {
  const latest = await tx.controlOrder.findFirst({
    where: { versionId, environmentId: environment.id },
    orderBy: [{ requestedAt: "desc" }, { id: "desc" }],
    select: { action: true, target: true, requestedByName: true },
  });
  const did = latest
    ? `${latest.requestedByName} ${DID[latest.action]} ${latest.target}`
    : "Somebody else gave an order";
  return new AppError("stale", `${did} in the meantime. Look at what holds now, then decide.`, {
    details: { etag },
  });
}

const DID = {
  pin: "pinned all traffic to",
  release_pin: "released the pin on",
  fail_back: "failed back to",
} as const satisfies Record<GiveOrder["action"], string>;
