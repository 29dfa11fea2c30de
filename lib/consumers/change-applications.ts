import { authorise } from "#lib/access";
import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { findApplication, refuseAt } from "./find.ts";
import { getApplication } from "./read-applications.ts";
import { recordEverywhere } from "./record-access-change.ts";
import { LIVE_STATES } from "./subscription-life.ts";
import type {
  ApplicationDetail,
  ApplicationParams,
  CreateApplication,
  TokenClient,
  UpdateApplication,
} from "./schema.ts";

/** Opens an application for a team. Throws `invalid` at `team`, `conflict` at `slug` when it is taken. */
export async function createApplication(ctx: Ctx, input: CreateApplication): Promise<ApplicationDetail> {
  const { team, slug, name, description } = input;
  const owner = await ctx.db.team.findUnique({ where: { slug: team }, select: { id: true } });
  if (!owner) return refuseAt("invalid", "team", `There is no team ${team}.`);
  const message = `The slug ${slug} is taken. Choose another.`;
  await change(
    ctx,
    {
      action: "application.create",
      kind: "application",
      teamId: owner.id,
      conflicts: { Application_slug_key: message },
    },
    async (tx) => {
      const taken = await tx.application.findFirst({
        where: { slug, deletedAt: null },
        select: { id: true },
      });
      if (taken) return refuseAt("conflict", "slug", message);
      const id = newId("app");
      const facts = { slug, name, description };
      await tx.application.create({
        data: { id, ...facts, teamId: owner.id, createdById: ctx.actor.id, createdAt: ctx.now },
        select: { id: true },
      });
      return { result: undefined, id, after: { ...facts, team } };
    },
  );
  return getApplication(ctx, { slug });
}

/**
 * Changes what is given. Throws `conflict` at `clients` for a client that another application has, `stale` when it is no
 * longer what `etag` names.
 */
export async function updateApplication(
  ctx: Ctx,
  at: ApplicationParams,
  input: UpdateApplication,
): Promise<ApplicationDetail> {
  const application = await findApplication(ctx, at, "application.update");
  const { id, teamId, name, description } = application;
  const { clients, etag, ...given } = input;
  const facts = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const deed = { action: "application.update", kind: "application", id, teamId } as const;
  await change(ctx, deed, async (tx) => {
    const { count } = await tx.application.updateMany({
      where: { id, ...(etag === undefined ? {} : { updatedAt: etag }) },
      data: { ...facts, updatedAt: ctx.now },
    });
    if (count === 0)
      throw new AppError(
        "stale",
        "Somebody else has changed this application. Look at it again, then decide.",
      );
    const clientsBefore = clients && (await replaceClients(tx, id, clients));
    if (clients !== undefined || input.name !== undefined)
      await recordEverywhere(tx, { applicationId: id, now: ctx.now });
    const before = { name, description, ...(clientsBefore ? { clients: clientsBefore } : {}) };
    return { result: undefined, before, after: { ...facts, ...(clients ? { clients } : {}) } };
  });
  return getApplication(ctx, at);
}

/** Returns those it had before. */
async function replaceClients(tx: Tx, applicationId: string, clients: TokenClient[]): Promise<TokenClient[]> {
  const before = await tx.applicationClient.findMany({
    where: { applicationId },
    orderBy: { id: "asc" },
    take: 20,
    select: { issuer: true, clientId: true },
  });
  await tx.applicationClient.deleteMany({ where: { applicationId } });
  const seen = new Set<string>();
  for (const { issuer, clientId } of clients) {
    const taken = await tx.applicationClient.count({ where: { issuer, clientId } });
    const pair = JSON.stringify([issuer, clientId]);
    if (taken > 0 || seen.has(pair))
      return refuseAt("conflict", "clients", `${clientId} of ${issuer} names an application already.`);
    seen.add(pair);
    await tx.applicationClient.create({
      data: { id: newId("cli"), applicationId, issuer, clientId },
      select: { id: true },
    });
  }
  return before;
}

/**
 * Takes an application away for good: its keys and its name end at every gateway. Throws `conflict` while it has a
 * subscription, so that nobody loses one without having looked at it.
 */
export async function deleteApplication(ctx: Ctx, at: ApplicationParams): Promise<void> {
  const application = await findApplication(ctx, at, "application.delete");
  authorise(ctx.actor, "key.revoke", application);
  const { id, teamId, slug, name } = application;
  const deed = { action: "application.delete", kind: "application", id, teamId } as const;
  await change(ctx, deed, async (tx) => {
    // Subscribing locks the application, too: nothing begins between the check and the end.
    await tx.$queryRaw`SELECT "id" FROM "Application" WHERE "id" = ${id} FOR UPDATE`;
    const live = await tx.subscription.count({
      where: { applicationId: id, state: { in: [...LIVE_STATES] } },
    });
    if (live > 0) throw new AppError("conflict", stillSubscribed(live));
    await tx.application.update({ where: { id }, data: { deletedAt: ctx.now }, select: { id: true } });
    await tx.applicationClient.deleteMany({ where: { applicationId: id } });
    const keys = await tx.applicationKey.updateManyAndReturn({
      where: { applicationId: id, revokedAt: null },
      data: { revokedAt: ctx.now, revokedByName: ctx.actor.name },
      select: { hash: true, environmentId: true },
    });
    await recordEverywhere(tx, { applicationId: id, now: ctx.now, keys });
    return { result: undefined, before: { slug, name, keys: keys.length } };
  });
}

function stillSubscribed(count: number): string {
  return count === 1
    ? "It has a subscription. End it first."
    : `It has ${count} subscriptions. End them first.`;
}
