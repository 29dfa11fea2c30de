import { describe, expect, test } from "vitest";
import { ANONYMOUS, type Actor } from "#lib/access";
import { makeUser, testDatabase } from "#lib/testing";
import {
  changeOwnPassword,
  createResetLink,
  createUser,
  ensureFirstAdmin,
  listUsers,
  loadActor,
  readLink,
  readSession,
  readUser,
  setPasswordByLink,
  updateUser,
  UserList,
  verifyCredentials,
} from "./index.ts";

const { db, ctx } = await testDatabase();
const firstAdmin = await ensureFirstAdmin(db, {});
const admin = await makeUser(db, { role: "admin", name: "Ada Admin" });
const member = await makeUser(db, { name: "Mia Member" });
const governance = await makeUser(db, { role: "governance" });
const asAdmin = () => ctx(admin);
const visitor = () => ctx(ANONYMOUS);
const signIn = (email: string, password: string) =>
  verifyCredentials(visitor(), { email, password, address: "test" });

const tokenOf = (link: { path: string }) => link.path.slice("/password/".length);
const fresh = async () =>
  createUser(asAdmin(), { email: `${crypto.randomUUID()}@example.com`, name: "New", role: "member" });

describe("who may", () => {
  const query = UserList.api.parse({});
  const refused: [string, (actor: Actor) => Promise<unknown>][] = [
    ["listUsers", (actor) => listUsers(ctx(actor), query)],
    ["readUser", (actor) => readUser(ctx(actor), member.id)],
    ["createUser", (actor) => createUser(ctx(actor), { email: "x@example.com", name: "X", role: "admin" })],
    ["updateUser", (actor) => updateUser(ctx(actor), { id: member.id, changes: { role: "admin" } })],
    ["createResetLink", (actor) => createResetLink(ctx(actor), admin.id)],
  ];
  test.each(refused)("%s is for administrators", async (_, run) => {
    for (const actor of [member, governance, ANONYMOUS]) {
      await expect(run(actor)).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  test("a signed-in user does not use password links, a visitor has no own password and no session", async () => {
    await expect(readLink(ctx(admin), "x".repeat(43))).rejects.toMatchObject({ code: "forbidden" });
    const input = { token: "x".repeat(43), password: "long enough password" };
    await expect(setPasswordByLink(ctx(admin), input)).rejects.toMatchObject({ code: "forbidden" });
    const change = { current: "x", password: "long enough password" };
    await expect(changeOwnPassword(visitor(), change)).rejects.toMatchObject({ code: "forbidden" });
    await expect(readSession(visitor())).rejects.toMatchObject({ code: "unauthenticated" });
  });
});

describe("accounts", () => {
  test("a new account has no password, a link, and an audit entry without the token", async () => {
    const { user, link } = await createUser(asAdmin(), {
      email: "new@example.com",
      name: "New",
      role: "governance",
    });
    expect(user).toMatchObject({
      email: "new@example.com",
      role: "governance",
      state: "active",
      hasPassword: false,
    });
    expect(await readLink(visitor(), tokenOf(link))).toMatchObject({ email: "new@example.com", name: "New" });
    const entry = await db.auditEntry.findFirstOrThrow({ where: { objectId: user.id } });
    expect(entry).toMatchObject({ action: "user.create", actorId: admin.id });
    expect(entry.after).toEqual({ email: "new@example.com", name: "New", role: "governance", onCall: false });
    const rows = await db.passwordReset.findMany({ where: { userId: user.id } });
    expect(JSON.stringify(rows)).not.toContain(tokenOf(link));
  });

  test("an address has one account", async () => {
    const again = createUser(asAdmin(), { email: member.email, name: "Twin", role: "member" });
    await expect(again).rejects.toMatchObject({
      code: "conflict",
      message: "Somebody has an account with this address already.",
    });
  });

  test("the list pages, searches and sorts; the last sign-in sorts with the never-signed-in at the end", async () => {
    const all = await listUsers(asAdmin(), UserList.api.parse({ size: "2", page: "2" }));
    expect(all.items).toHaveLength(2);
    expect(all.total).toBe(await db.user.count());
    const found = await listUsers(asAdmin(), UserList.api.parse({ q: "mia mem" }));
    expect(found.items.map(({ id }) => id)).toEqual([member.id]);
    await db.user.update({ where: { id: member.id }, data: { lastSignInAt: new Date() } });
    const sorted = await listUsers(asAdmin(), UserList.api.parse({ sort: "lastSignInAt", dir: "desc" }));
    expect(sorted.items[0]?.id).toBe(member.id);
    expect(JSON.stringify(found)).not.toContain("passwordHash");
  });

  test("an unknown account is not found", async () => {
    await expect(readUser(asAdmin(), "usr_x")).rejects.toMatchObject({ code: "not_found" });
    await expect(updateUser(asAdmin(), { id: "usr_x", changes: { name: "X" } })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(createResetLink(asAdmin(), "usr_x")).rejects.toMatchObject({ code: "not_found" });
  });

  test("changes are audited with before and after", async () => {
    const { user } = await fresh();
    await updateUser(asAdmin(), { id: user.id, changes: { role: "governance" } });
    const entry = await db.auditEntry.findFirstOrThrow({
      where: { objectId: user.id, action: "user.update" },
    });
    expect(entry.before).toEqual({ name: "New", role: "member", onCall: false, state: "active" });
    expect(entry.after).toEqual({ name: "New", role: "governance", onCall: false, state: "active" });
  });

  test("deactivating ends sessions and links; activating again does not bring them back", async () => {
    const { user, link } = await fresh();
    const claim = { userId: user.id, sessionEpoch: 0 };
    expect(await loadActor(db, claim)).toMatchObject({ id: user.id });
    await updateUser(asAdmin(), { id: user.id, changes: { state: "deactivated" } });
    expect(await loadActor(db, claim)).toBeUndefined();
    await expect(createResetLink(asAdmin(), user.id)).rejects.toMatchObject({ code: "conflict" });
    await updateUser(asAdmin(), { id: user.id, changes: { state: "active" } });
    expect(await loadActor(db, claim)).toBeUndefined();
    await expect(readLink(visitor(), tokenOf(link))).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("password links", () => {
  test("a link sets the password once and ends the sessions", async () => {
    const { user, link } = await fresh();
    const token = tokenOf(link);
    expect(await setPasswordByLink(visitor(), { token, password: "first password!" })).toEqual({
      email: user.email,
    });
    expect(await signIn(user.email, "first password!")).toMatchObject({ id: user.id, sessionEpoch: 1 });
    expect(await loadActor(db, { userId: user.id, sessionEpoch: 0 })).toBeUndefined();
    const again = setPasswordByLink(visitor(), { token, password: "second password!" });
    await expect(again).rejects.toMatchObject({ code: "not_found" });
    await expect(signIn(user.email, "second password!")).rejects.toMatchObject({ code: "unauthenticated" });
  });

  test("of two who use it at once, one wins", async () => {
    const { user, link } = await fresh();
    const use = (password: string) => setPasswordByLink(visitor(), { token: tokenOf(link), password });
    const results = await Promise.allSettled([use("password number one"), use("password number two")]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const row = await db.user.findUniqueOrThrow({ where: { id: user.id } });
    expect(row.sessionEpoch).toBe(1);
  });

  test("it ends after 24 hours, and when a newer one is handed out", async () => {
    const { user, link } = await fresh();
    const later = { ...visitor(), now: new Date(Date.now() + 24 * 3_600_000 + 1000) };
    await expect(readLink(later, tokenOf(link))).rejects.toMatchObject({ code: "not_found" });
    const newer = await createResetLink(asAdmin(), user.id);
    await expect(readLink(visitor(), tokenOf(link))).rejects.toMatchObject({ code: "not_found" });
    expect(await readLink(visitor(), tokenOf(newer))).toMatchObject({ email: user.email });
  });

  test("the address is not a password", async () => {
    const { user, link } = await fresh();
    const run = setPasswordByLink(visitor(), { token: tokenOf(link), password: user.email.toUpperCase() });
    await expect(run).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["password"] }] });
  });
});

describe("one's own password", () => {
  const account = async () => {
    const { user, link } = await fresh();
    await setPasswordByLink(visitor(), { token: tokenOf(link), password: "the first password" });
    const actor = await loadActor(db, { userId: user.id, sessionEpoch: 1 });
    if (!actor) throw new Error("the account is there");
    return { user, actor };
  };

  test("changes with the present one, and ends every session", async () => {
    const { user, actor } = await account();
    await changeOwnPassword(ctx(actor), { current: "the first password", password: "the second password" });
    expect(await loadActor(db, { userId: user.id, sessionEpoch: 1 })).toBeUndefined();
    expect(await signIn(user.email, "the second password")).toMatchObject({ sessionEpoch: 2 });
  });

  test("a wrong present password is said at its field, and guessing is limited", async () => {
    const { actor } = await account();
    const guess = () => changeOwnPassword(ctx(actor), { current: "wrong", password: "the second password" });
    for (let count = 0; count < 10; count++) {
      await expect(guess()).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["current"] }] });
    }
    await expect(guess()).rejects.toMatchObject({ code: "rate_limited" });
  });
});

test("sessions see the role and teams of now", async () => {
  const user = await makeUser(db);
  const claim = { userId: user.id, sessionEpoch: 0 };
  expect(await loadActor(db, claim)).toMatchObject({ role: "member", teams: {} });
  await updateUser(asAdmin(), { id: user.id, changes: { role: "governance" } });
  expect(await loadActor(db, claim)).toMatchObject({ role: "governance", onCall: false });
  await updateUser(asAdmin(), { id: user.id, changes: { onCall: true } });
  expect(await loadActor(db, claim)).toMatchObject({ role: "governance", onCall: true });
  await updateUser(asAdmin(), { id: user.id, changes: { onCall: false } });
  expect(await loadActor(db, claim)).toMatchObject({ onCall: false });
});

describe("administrators", () => {
  test("the first is made once, with a generated password", async () => {
    if (!firstAdmin.created || firstAdmin.generatedPassword === undefined) throw new Error("one was made");
    const { email, generatedPassword } = firstAdmin;
    const signedIn = await signIn(email, generatedPassword);
    expect(await loadActor(db, { userId: signedIn.id, sessionEpoch: 0 })).toMatchObject({ role: "admin" });
    expect(await ensureFirstAdmin(db, { email: "other@example.com" })).toEqual({ created: false });
    expect(await db.user.count({ where: { email: "other@example.com" } })).toBe(0);
  });

  test("the last active one stays, also when two step down at once", async () => {
    const admins = await db.user.findMany({ where: { role: "admin" }, select: { id: true } });
    expect(admins.length).toBe(2);
    const stepDown = (id: string) => updateUser(asAdmin(), { id, changes: { role: "member" } });
    const results = await Promise.allSettled(admins.map(({ id }) => stepDown(id)));
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const [last] = await db.user.findMany({
      where: { role: "admin", state: "active" },
      select: { id: true },
    });
    if (!last) throw new Error("nobody is left");
    const leave = updateUser(asAdmin(), { id: last.id, changes: { state: "deactivated" } });
    await expect(leave).rejects.toMatchObject({ code: "conflict" });
    await updateUser(asAdmin(), { id: last.id, changes: { name: "Renamed" } });
  });
});
