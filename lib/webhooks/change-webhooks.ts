import { authorise } from "#lib/access";
import { readEgressSetting } from "#lib/catalogue";
import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { seal } from "#lib/signing";
import { checkedUrl } from "./check-url.ts";
import { findWebhook, subjectOf, toWebhookDto, WEBHOOK } from "./find-webhook.ts";
import { newWebhookSecret } from "./sign.ts";
import {
  ROTATION_HOURS,
  WEBHOOKS_MAX,
  type CreateWebhook,
  type WebhookChanges,
  type WebhookDto,
  type WebhookWithSecret,
} from "./schema.ts";

interface Means {
  sealingKey: Buffer;
}

/** What the audit keeps: never a secret, and of the address only the host, since many carry a token in their path. */
function facts(row: { url: string; kinds: string[]; enabled: boolean }) {
  return { host: new URL(row.url).host, kinds: row.kinds, enabled: row.enabled };
}

/** Opens a webhook and tells its secret, once. Throws `unprocessable` at `url` or `team`, `conflict` where there are many. */
export async function createWebhook(
  ctx: Ctx,
  input: CreateWebhook,
  { sealingKey }: Means,
): Promise<WebhookWithSecret> {
  const teamId = await teamIdOf(ctx, input.team);
  const subject = subjectOf({ teamId });
  authorise(ctx.actor, "webhook.create", subject);
  const url = checkedUrl(input.url, await readEgressSetting(ctx.db));
  const secret = newWebhookSecret();
  return change(ctx, { action: "webhook.create", kind: "webhook", ...subject }, async (tx) => {
    await refuseTooMany(tx, teamId);
    const id = newId("whk", ctx.now.getTime());
    const row = await tx.webhookEndpoint.create({
      data: {
        id,
        teamId,
        url,
        description: input.description,
        kinds: input.kinds,
        secret: seal(secret, sealingKey),
        createdById: ctx.actor.id,
        createdAt: ctx.now,
      },
      select: WEBHOOK,
    });
    return { result: { ...toWebhookDto(row, ctx.now), secret }, id, after: facts(row) };
  });
}

/** Two opened at once wait for each other. */
async function refuseTooMany(tx: Tx, teamId: string | null): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`webhooks ${teamId ?? ""}`}, 0))`;
  if ((await tx.webhookEndpoint.count({ where: { teamId } })) < WEBHOOKS_MAX) return;
  const whose = teamId === null ? "The organisation" : "The team";
  throw new AppError(
    "conflict",
    `${whose} has ${WEBHOOKS_MAX} webhooks, which is as many as it can have. Delete one first.`,
  );
}

async function teamIdOf({ db, actor }: Ctx, slug: string | undefined): Promise<string | null> {
  if (slug === undefined) return null;
  authorise(actor, "team.read");
  const team = await db.team.findUnique({ where: { slug }, select: { id: true } });
  if (team) return team.id;
  const message = "There is no such team.";
  throw new AppError("unprocessable", message, { issues: [{ path: ["team"], message }] });
}

/** Changes what is given; switched on again, it starts without a past of failures. Throws `not_found`, `stale`, `unprocessable`. */
export async function updateWebhook(
  ctx: Ctx,
  { id, changes }: { id: string; changes: WebhookChanges },
): Promise<WebhookDto> {
  const before = await findWebhook(ctx, id);
  const { etag, url, enabled, description, kinds } = changes;
  const deed = { action: "webhook.update", kind: "webhook", id, ...subjectOf(before) } as const;
  return change(ctx, deed, async (tx) => {
    const { count } = await tx.webhookEndpoint.updateMany({
      where: { id, etag },
      data: {
        etag: etag + 1,
        ...(url === undefined ? {} : { url: checkedUrl(url, await readEgressSetting(tx)) }),
        ...(description === undefined ? {} : { description }),
        ...(kinds === undefined ? {} : { kinds }),
        ...(enabled === undefined ? {} : { enabled, disabledReason: null, failingSince: null }),
      },
    });
    if (count === 0) throw stale();
    const row = await tx.webhookEndpoint.findUniqueOrThrow({ where: { id }, select: WEBHOOK });
    return { result: toWebhookDto(row, ctx.now), before: facts(before), after: facts(row) };
  });
}

function stale(): AppError {
  return new AppError("stale", "Someone else changed this webhook. Load it again, then make your change.");
}

/** A new secret, told once; the one before signs too for 24 hours, so that receivers can change over. */
export async function rotateWebhookSecret(
  ctx: Ctx,
  id: string,
  { sealingKey }: Means,
): Promise<WebhookWithSecret> {
  const webhook = await findWebhook(ctx, id);
  const secret = newWebhookSecret();
  const deed = { action: "webhook.rotate_secret", kind: "webhook", id, ...subjectOf(webhook) } as const;
  return change(ctx, deed, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "WebhookEndpoint" WHERE "id" = ${id} FOR UPDATE`;
    const held = await tx.webhookEndpoint.findUniqueOrThrow({ where: { id }, select: { secret: true } });
    const row = await tx.webhookEndpoint.update({
      where: { id },
      data: {
        secret: seal(secret, sealingKey),
        previousSecret: held.secret,
        previousSecretUntil: new Date(ctx.now.getTime() + ROTATION_HOURS * 3_600_000),
        etag: { increment: 1 },
      },
      select: WEBHOOK,
    });
    return { result: { ...toWebhookDto(row, ctx.now), secret } };
  });
}

/** Ends a webhook with its log. Throws `not_found`. */
export async function deleteWebhook(ctx: Ctx, id: string): Promise<void> {
  const before = await findWebhook(ctx, id);
  const deed = { action: "webhook.delete", kind: "webhook", id, ...subjectOf(before) } as const;
  await change(ctx, deed, async (tx) => {
    await tx.webhookEndpoint.deleteMany({ where: { id } });
    return { result: undefined, before: facts(before) };
  });
}
