import { describe, expect, test } from "vitest";
import { ANONYMOUS, type Actor } from "#lib/access";
import { makeUser, testDatabase } from "#lib/testing";
import {
  createToken,
  CreateToken,
  endSessions,
  isTokenText,
  listTokens,
  loadTokenActor,
  readUser,
  revokeToken,
  TokenList,
  updateUser,
} from "./index.ts";
import { newTokenText, tokenHint } from "./token-text.ts";

const { db, ctx } = await testDatabase();
const admin = await makeUser(db, { role: "admin" });
const DAY_MS = 24 * 60 * 60 * 1000;

const READING: CreateToken = { name: "Reports", scopes: ["catalogue:read"], expiresInDays: 30 };
const made = (actor: Actor, input: Partial<CreateToken> = {}) =>
  createToken(ctx(actor), { ...READING, ...input });
const actorOf = (text: string, now = new Date()) => loadTokenActor(db, { text, now });
const all = TokenList.api.parse({});

describe("the text of a token", () => {
  test("has a recognisable shape, 256 random bits and a checksum", () => {
    const texts = Array.from({ length: 200 }, () => newTokenText());
    expect(new Set(texts).size).toBe(200);
    for (const text of texts) expect(text).toMatch(/^ust_[0-9A-Za-z]{49}$/);
    expect(newTokenText(new Uint8Array(32).fill(0)).slice(0, 47)).toBe(`ust_${"0".repeat(43)}`);
    expect(newTokenText(new Uint8Array(32).fill(255))).not.toBe(newTokenText(new Uint8Array(32).fill(254)));
  });

  test("a typing error is seen without asking the database", () => {
    const text = newTokenText();
    expect(isTokenText(text)).toBe(true);
    for (let at = 4; at < text.length; at++) {
      const wrong = text.slice(0, at) + (text[at] === "x" ? "y" : "x") + text.slice(at + 1);
      expect(isTokenText(wrong)).toBe(false);
    }
    for (const none of ["", `${text}0`, text.slice(0, -1), "usk_".padEnd(53, "a")]) {
      expect(isTokenText(none)).toBe(false);
    }
  });
});

describe("making one", () => {
  test("gives it once and keeps its digest; it acts as its owner with its scopes", async () => {
    const user = await makeUser(db);
    const { token, secret } = await made(user, { scopes: ["catalogue:write", "people:read"] });
    expect(token).toMatchObject({
      name: "Reports",
      state: "active",
      hint: tokenHint(secret),
      lastUsedAt: null,
    });
    const kept = JSON.stringify(await db.personalToken.findMany());
    expect(kept).not.toContain(secret);
    expect(JSON.stringify(await listTokens(ctx(user), all))).not.toContain(secret);
    const audit = JSON.stringify(
      await db.auditEntry.findMany({ where: { action: "token.create" } }).then(plain),
    );
    expect(audit).not.toContain(secret);
    expect(await actorOf(secret)).toMatchObject({
      kind: "user",
      id: user.id,
      token: { id: token.id, scopes: ["catalogue:write", "people:read"] },
    });
  });

  test("is refused to visitors, to tokens, and past the limit", async () => {
    const user = await makeUser(db);
    await expect(made(ANONYMOUS)).rejects.toMatchObject({ code: "forbidden" });
    const { secret } = await made(user);
    const byToken = await actorOf(secret);
    await expect(made(byToken ?? ANONYMOUS)).rejects.toMatchObject({ code: "forbidden" });
    for (let i = 1; i < 50; i++) await made(user);
    await expect(made(user)).rejects.toMatchObject({ code: "conflict" });
  });

  test("names its scopes and an end", () => {
    const refused: object[] = [
      { ...READING, scopes: [] },
      { ...READING, scopes: ["catalogue:admin"] },
      { ...READING, scopes: ["catalogue:read", "catalogue:read"] },
      { ...READING, expiresInDays: 366 },
      { ...READING, expiresInDays: 0 },
      { ...READING, userId: "usr_other" },
    ];
    for (const input of refused) expect(CreateToken.safeParse(input).success).toBe(false);
  });
});

describe("a token ends", () => {
  test("by its time", async () => {
    const { secret } = await made(await makeUser(db), { expiresInDays: 1 });
    expect(await actorOf(secret, new Date(Date.now() + DAY_MS - 60_000))).toBeDefined();
    expect(await actorOf(secret, new Date(Date.now() + DAY_MS + 60_000))).toBeUndefined();
  });

  test("when it is revoked, by its owner alone", async () => {
    const user = await makeUser(db);
    const { token, secret } = await made(user);
    await expect(revokeToken(ctx(admin), token.id)).rejects.toMatchObject({ code: "not_found" });
    await expect(revokeToken(ctx(ANONYMOUS), token.id)).rejects.toMatchObject({ code: "forbidden" });
    await revokeToken(ctx(user), token.id);
    expect(await actorOf(secret)).toBeUndefined();
    await revokeToken(ctx(user), token.id);
    expect(await db.auditEntry.count({ where: { action: "token.revoke", objectId: token.id } })).toBe(1);
    expect((await listTokens(ctx(user), all)).items).toMatchObject([{ state: "revoked" }]);
  });

  test("with its owner's account, and does not come back with it", async () => {
    const user = await makeUser(db);
    const { secret } = await made(user);
    await updateUser(ctx(admin), { id: user.id, changes: { state: "deactivated" } });
    expect(await actorOf(secret)).toBeUndefined();
    await updateUser(ctx(admin), { id: user.id, changes: { state: "active" } });
    expect(await actorOf(secret)).toBeUndefined();
  });

  test("with all sessions", async () => {
    const user = await makeUser(db);
    const { secret } = await made(user);
    await endSessions(ctx(user), user.id);
    expect(await actorOf(secret)).toBeUndefined();
    expect((await listTokens(ctx(user), all)).items).toMatchObject([{ state: "ended" }]);
  });
});

test("sessions are ended by their owner in person, or by an administrator", async () => {
  const user = await makeUser(db);
  const other = await makeUser(db);
  const { secret } = await made(user, { scopes: ["account:write"] });
  const byToken = await actorOf(secret);
  for (const actor of [other, ANONYMOUS, byToken ?? ANONYMOUS]) {
    await expect(endSessions(ctx(actor), user.id)).rejects.toMatchObject({ code: "forbidden" });
  }
  await endSessions(ctx(admin), user.id);
  expect(await actorOf(secret)).toBeUndefined();
  await expect(endSessions(ctx(admin), "usr_none")).rejects.toMatchObject({ code: "not_found" });
});

test("use is noted to the minute", async () => {
  const user = await makeUser(db);
  const { secret } = await made(user);
  const now = Date.now();
  const lastUse = async () => (await listTokens(ctx(user), all)).items[0]?.lastUsedAt;
  for (const [at, noted] of [
    [0, 0],
    [59_000, 0],
    [61_000, 61_000],
  ] as const) {
    await actorOf(secret, new Date(now + at));
    expect(await lastUse()).toBe(new Date(now + noted).toISOString());
  }
});

test("tokens are listed to their owner only", async () => {
  const user = await makeUser(db);
  await made(user, { name: "100% of it" });
  await made(user, { name: "Deploy" });
  expect((await listTokens(ctx(user), { ...all, q: "%" })).items).toMatchObject([{ name: "100% of it" }]);
  expect(await listTokens(ctx(admin), all)).toMatchObject({ total: 0 });
  await expect(listTokens(ctx(ANONYMOUS), all)).rejects.toMatchObject({ code: "forbidden" });
});

test("a change by a token names it in the audit trail, and its owner's rights are those of today", async () => {
  const boss = await makeUser(db, { role: "admin" });
  const { token, secret } = await made(boss, { scopes: ["people:write"] });
  const user = await makeUser(db);
  const change = async () => {
    const actor = await actorOf(secret);
    if (!actor) throw new Error("the token has ended");
    return updateUser(ctx(actor), { id: user.id, changes: { name: "Renamed" } });
  };
  await change();
  const entry = await db.auditEntry.findFirstOrThrow({ where: { action: "user.update", objectId: user.id } });
  expect(entry).toMatchObject({ actorId: boss.id, tokenId: token.id });
  await updateUser(ctx(admin), { id: boss.id, changes: { role: "member" } });
  await expect(change()).rejects.toMatchObject({ code: "forbidden" });
  const actor = (await actorOf(secret)) ?? ANONYMOUS;
  await expect(readUser(ctx(actor), user.id)).rejects.toMatchObject({ code: "forbidden" });
});

function plain(entries: { before: unknown; after: unknown }[]) {
  return entries.map(({ before, after }) => ({ before, after }));
}
