import { authorise, SCOPES, type Scope } from "#lib/access";
import { change, containing, type Ctx, type Prisma } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { pageSlice, type Page } from "#lib/paging";
import {
  TOKENS_MAX,
  type CreatedToken,
  type CreateToken,
  type PersonalToken,
  type TokenQuery,
} from "./schema.ts";
import { newTokenText, tokenHint, tokenSha256 } from "./token-text.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const TOKEN = {
  id: true,
  name: true,
  hint: true,
  scopes: true,
  sessionEpoch: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
} as const satisfies Prisma.PersonalTokenSelect;

type TokenRow = Prisma.PersonalTokenGetPayload<{ select: typeof TOKEN }>;

/**
 * A token for one's own account; `secret` is shown this once. Throws `forbidden` for whoever acts by a token, `conflict`
 * when the account has too many.
 */
export async function createToken(ctx: Ctx, input: CreateToken): Promise<CreatedToken> {
  const userId = ctx.actor.id;
  return change(ctx, { action: "token.create", kind: "token", userId }, async (tx) => {
    const { sessionEpoch } = await tx.user.findUniqueOrThrow({
      where: { id: userId },
      select: { sessionEpoch: true },
    });
    const inForce = { userId, sessionEpoch, revokedAt: null, expiresAt: { gt: ctx.now } };
    if ((await tx.personalToken.count({ where: inForce })) >= TOKENS_MAX) throw tooMany();
    const secret = newTokenText();
    const { name, scopes } = input;
    const row = await tx.personalToken.create({
      data: {
        id: newId("tok"),
        userId,
        name,
        scopes,
        sessionEpoch,
        hash: tokenSha256(secret),
        hint: tokenHint(secret),
        createdAt: ctx.now,
        expiresAt: new Date(ctx.now.getTime() + input.expiresInDays * DAY_MS),
      },
      select: TOKEN,
    });
    const token = toToken(row, { sessionEpoch, now: ctx.now });
    return { result: { token, secret }, id: row.id, after: { name, scopes, expiresAt: token.expiresAt } };
  });
}

/** One's own tokens by page; `q` looks into names. */
export async function listTokens(ctx: Ctx, query: TokenQuery): Promise<Page<PersonalToken>> {
  const userId = ctx.actor.id;
  authorise(ctx.actor, "token.read", { userId });
  const where = { userId, ...(query.q && { name: containing(query.q) }) };
  const order = query.sort === "lastUsedAt" ? { sort: query.dir, nulls: "last" as const } : query.dir;
  const [rows, total, user] = await Promise.all([
    ctx.db.personalToken.findMany({
      where,
      select: TOKEN,
      orderBy: [{ [query.sort]: order }, { id: query.dir }],
      ...pageSlice(query),
    }),
    ctx.db.personalToken.count({ where }),
    ctx.db.user.findUniqueOrThrow({ where: { id: userId }, select: { sessionEpoch: true } }),
  ]);
  const as = { sessionEpoch: user.sessionEpoch, now: ctx.now };
  return { items: rows.map((row) => toToken(row, as)), total, page: query.page, size: query.size };
}

/** Ends one of one's own tokens, at once. Throws `not_found`; does nothing to one that was revoked before. */
export async function revokeToken(ctx: Ctx, id: string): Promise<void> {
  const userId = ctx.actor.id;
  authorise(ctx.actor, "token.revoke", { userId });
  const row = await ctx.db.personalToken.findFirst({
    where: { id, userId },
    select: { name: true, revokedAt: true },
  });
  if (!row) throw new AppError("not_found", "You have no such token.");
  if (row.revokedAt) return;
  await change(ctx, { action: "token.revoke", kind: "token", id, userId }, async (tx) => {
    await tx.personalToken.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: ctx.now } });
    return { result: undefined, before: { name: row.name } };
  });
}

function toToken(row: TokenRow, { sessionEpoch, now }: { sessionEpoch: number; now: Date }): PersonalToken {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes: knownScopes(row.scopes),
    state: stateOf(row, { sessionEpoch, now }),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

function stateOf(row: TokenRow, { sessionEpoch, now }: { sessionEpoch: number; now: Date }) {
  if (row.revokedAt) return "revoked";
  if (row.sessionEpoch !== sessionEpoch) return "ended";
  return row.expiresAt <= now ? "expired" : "active";
}

/** A scope that an older product knew grants nothing now. */
export function knownScopes(kept: readonly string[]): Scope[] {
  return SCOPES.filter((scope) => kept.includes(scope));
}

function tooMany(): AppError {
  return new AppError(
    "conflict",
    `You have ${TOKENS_MAX} tokens in force. Revoke one that is no longer needed.`,
  );
}
