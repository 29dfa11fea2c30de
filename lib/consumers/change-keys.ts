import { keyHint, keySha256, newKey } from "#lib/credentials";
import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { applicationKey } from "#lib/routing";
import { findApplication, findEnvironment } from "./find.ts";
import { keyState } from "./key-row.ts";
import { getKey } from "./read-keys.ts";
import { recordAccessChange } from "./record-access-change.ts";
import type { ApplicationParams, CreateKey, KeyDetail, KeyParams, NewKey, RotateKey } from "./schema.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Good ones at a time, per environment: enough for every place a client runs in, and no list without end. */
const KEYS_MAX = 100;

/** A new key of an application in an environment. Its secret is in the answer and nowhere else. */
export async function createKey(ctx: Ctx, at: ApplicationParams, input: CreateKey): Promise<NewKey> {
  const application = await findApplication(ctx, at, "key.create");
  const environment = await findEnvironment(ctx, input.environment);
  const { teamId } = application;
  const made = await change(ctx, { action: "key.create", kind: "key", teamId }, async (tx) => {
    await lockApplication(tx, application.id);
    await refuseTooMany(tx, { applicationId: application.id, environmentId: environment.id }, ctx.now);
    const key = await insertKey(tx, ctx, {
      applicationId: application.id,
      environment,
      name: input.name,
      expiresAt: expiryOf(ctx, input.expiresInDays),
    });
    await tellGateways(tx, ctx, { applicationId: application.id, environment, keys: [key] });
    return { result: key, id: key.id, after: { application: application.slug, ...input } };
  });
  return { key: await getKey(ctx, { ...at, id: made.id }), secret: made.secret };
}

/**
 * Puts a new key in the place of one that is good: the old one stays so for the overlap, never longer than it would have.
 * Throws `conflict` for a key that is no longer good or has been replaced already.
 */
export async function rotateKey(ctx: Ctx, at: KeyParams, input: RotateKey): Promise<NewKey> {
  const application = await findApplication(ctx, at, "key.rotate");
  const { id: applicationId, teamId } = application;
  const made = await change(ctx, { action: "key.rotate", kind: "key", id: at.id, teamId }, async (tx) => {
    await lockApplication(tx, applicationId);
    const old = await findUsable(tx, ctx, { applicationId, id: at.id });
    if (old.replacedById !== null)
      throw new AppError("conflict", "The key has been replaced already. Rotate the newer one.");
    const key = await insertKey(tx, ctx, {
      applicationId,
      environment: old.environment,
      name: old.name,
      expiresAt: expiryOf(ctx, input.expiresInDays),
    });
    const overlapEnd = new Date(ctx.now.getTime() + input.overlapHours * HOUR_MS);
    const expiresAt = old.expiresAt !== null && old.expiresAt < overlapEnd ? old.expiresAt : overlapEnd;
    await tx.applicationKey.update({
      where: { id: at.id },
      data: { expiresAt, replacedById: key.id },
      select: { id: true },
    });
    const keys = [key, { id: at.id, hash: old.hash }];
    await tellGateways(tx, ctx, { applicationId, environment: old.environment, keys });
    const after = { application: application.slug, newKey: key.id, expiresAt: expiresAt.toISOString() };
    return { result: key, before: { expiresAt: old.expiresAt?.toISOString() ?? null }, after };
  });
  return { key: await getKey(ctx, { ...at, id: made.id }), secret: made.secret };
}

/** Ends a key at every gateway. Throws `conflict` for one that has been revoked. */
export async function revokeKey(ctx: Ctx, at: KeyParams): Promise<KeyDetail> {
  const application = await findApplication(ctx, at, "key.revoke");
  const { id: applicationId, teamId } = application;
  await change(ctx, { action: "key.revoke", kind: "key", id: at.id, teamId }, async (tx) => {
    const { count } = await tx.applicationKey.updateMany({
      where: { id: at.id, applicationId, revokedAt: null },
      data: { revokedAt: ctx.now, revokedByName: ctx.actor.name },
    });
    const key = await tx.applicationKey.findFirst({
      where: { id: at.id, applicationId },
      select: { name: true, hash: true, environment: { select: { id: true, slug: true } } },
    });
    if (!key) throw new AppError("not_found", "There is no such key.");
    if (count === 0) throw new AppError("conflict", "The key has been revoked already.");
    const { name, hash, environment } = key;
    await tellGateways(tx, ctx, { applicationId, environment, keys: [{ id: at.id, hash }] });
    return { result: undefined, before: { application: application.slug, name } };
  });
  return getKey(ctx, at);
}

interface KeyToMake {
  applicationId: string;
  environment: { id: string; slug: string };
  name: string;
  expiresAt: Date | null;
  /** Of a trial key: the one version it is good for. */
  versionId?: string;
}

interface MadeKey {
  id: string;
  hash: string;
  secret: string;
}

/** The row of a new key; `tellGateways` is still to do. */
export async function insertKey(tx: Tx, ctx: Ctx, { environment, ...facts }: KeyToMake): Promise<MadeKey> {
  const secret = newKey(environment.slug);
  const made = { id: newId("key"), hash: keySha256(secret) };
  await tx.applicationKey.create({
    data: {
      ...made,
      ...facts,
      isTrial: facts.versionId !== undefined,
      environmentId: environment.id,
      hint: keyHint(secret),
      createdById: ctx.actor.id,
      createdByName: ctx.actor.name,
      createdAt: ctx.now,
    },
    select: { id: true },
  });
  return { ...made, secret };
}

interface ChangedKeys {
  applicationId: string;
  environment: { id: string; slug: string };
  keys: { id: string; hash: string }[];
}

/** With the keys the application itself, where the environment's gateways have not heard of it. */
export async function tellGateways(
  tx: Tx,
  ctx: Ctx,
  { applicationId, environment, keys }: ChangedKeys,
): Promise<void> {
  const known = await tx.accessDocument.count({
    where: { environmentId: environment.id, storeKey: applicationKey(applicationId) },
  });
  const changeId = await recordAccessChange(tx, {
    environment,
    now: ctx.now,
    applicationIds: known === 0 ? [applicationId] : [],
    keys: keys.map(({ hash }) => ({ hash, applicationId })),
  });
  await tx.applicationKey.updateMany({
    where: { id: { in: keys.map(({ id }) => id) } },
    data: { changeId },
  });
}

/** A key of the application that is good now, behind the application's lock. */
async function findUsable(tx: Tx, ctx: Ctx, at: { applicationId: string; id: string }) {
  const key = await tx.applicationKey.findFirst({
    where: { ...at, isTrial: false },
    select: {
      name: true,
      hash: true,
      revokedAt: true,
      expiresAt: true,
      replacedById: true,
      environment: { select: { id: true, slug: true } },
    },
  });
  if (!key) throw new AppError("not_found", "There is no such key.");
  const state = keyState(key, ctx.now);
  if (state === "revoked" || state === "expired")
    throw new AppError("conflict", `The key is ${state}. Create a new one.`);
  return key;
}

async function lockApplication(tx: Tx, id: string): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "Application" WHERE "id" = ${id} AND "deletedAt" IS NULL FOR UPDATE`;
  if (rows.length === 0) throw new AppError("conflict", "The application has been deleted.");
}

async function refuseTooMany(
  tx: Tx,
  of: { applicationId: string; environmentId: string },
  now: Date,
): Promise<void> {
  const good = await tx.applicationKey.count({
    where: {
      ...of,
      isTrial: false,
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
    },
  });
  if (good >= KEYS_MAX)
    throw new AppError("conflict", `There are ${KEYS_MAX} good keys already. Revoke those nobody uses.`);
}

function expiryOf(ctx: Ctx, days: number | undefined): Date | null {
  return days === undefined ? null : new Date(ctx.now.getTime() + days * DAY_MS);
}
