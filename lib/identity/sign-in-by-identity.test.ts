import { describe, expect, test } from "vitest";
import { makeTeam, makeUser, testDatabase } from "#lib/testing";
import { ANONYMOUS } from "#lib/access";
import { loadActor, signInByIdentity, type IdentityPolicy, type ProvidedIdentity } from "./index.ts";

const { db, ctx } = await testDatabase();
const ISSUER = "https://login.example.com";
const CLOSED: IdentityPolicy = {
  mayCreateAccounts: false,
  emailDomains: undefined,
  rules: [],
  areGroupsExact: false,
};
const OPEN: IdentityPolicy = { ...CLOSED, mayCreateAccounts: true };
let last = 0;

function provided(of: Partial<ProvidedIdentity> = {}): ProvidedIdentity {
  const subject = `sub-${(last += 1)}`;
  return {
    issuer: ISSUER,
    subject,
    email: `${subject}@example.com`,
    isEmailVerified: true,
    name: "Provided Name",
    groups: [],
    address: "203.0.113.1",
    ...of,
  };
}
const signIn = (given: ProvidedIdentity, policy = CLOSED) => signInByIdentity(ctx(ANONYMOUS), given, policy);
const refusals = (subject: string) =>
  db.auditEntry.findMany({
    where: { action: "user.sign_in", after: { path: ["subject"], equals: subject } },
    select: { after: true },
  });

describe("the first time", () => {
  test("an account is opened only where that is allowed", async () => {
    const given = provided({ email: " New.Person@Example.com " });
    await expect(signIn(given)).rejects.toMatchObject({
      code: "forbidden",
      details: { reason: "no_account" },
    });
    expect(await db.user.count({ where: { email: "new.person@example.com" } })).toBe(0);
    const first = await signIn(given, OPEN);
    expect(first).toMatchObject({ email: "new.person@example.com", name: "Provided Name", sessionEpoch: 0 });
    expect(await loadActor(db, { userId: first.id, sessionEpoch: 0 })).toMatchObject({
      role: "member",
      teams: {},
    });
    expect((await signIn(given)).id).toBe(first.id);
  });

  test("an account is found by a verified address, never by another", async () => {
    const user = await makeUser(db);
    const given = provided({ email: user.email.toUpperCase(), isEmailVerified: false });
    for (const policy of [CLOSED, OPEN]) {
      await expect(signIn(given, policy)).rejects.toMatchObject({ details: { reason: "unverified" } });
    }
    await expect(signIn({ ...given, email: undefined, isEmailVerified: true }, OPEN)).rejects.toMatchObject({
      details: { reason: "unverified" },
    });
    expect(await db.identity.count({ where: { userId: user.id } })).toBe(0);
    expect((await signIn({ ...given, isEmailVerified: true })).id).toBe(user.id);
  });

  test("addresses of other domains are refused", async () => {
    const policy = { ...OPEN, emailDomains: ["example.com"] };
    for (const email of ["a@evil.example", "a@sub.example.com", "a@example.com.evil.example"]) {
      await expect(signIn(provided({ email }), policy)).rejects.toMatchObject({
        details: { reason: "domain" },
      });
    }
    await signIn(provided(), policy);
  });
});

describe("whose account it is", () => {
  test("another subject with the address of somebody linked is refused: the address has been given away", async () => {
    const user = await makeUser(db);
    const given = provided({ email: user.email });
    await signIn(given);
    const recycled = provided({ email: user.email });
    await expect(signIn(recycled, OPEN)).rejects.toMatchObject({ details: { reason: "other_subject" } });
    expect(await refusals(recycled.subject)).toMatchObject([{ after: { outcome: "refused" } }]);
    expect((await signIn(given)).id).toBe(user.id);
  });

  test("the same subject of another issuer is somebody else", async () => {
    const given = provided();
    const first = await signIn(given, OPEN);
    const other = { ...given, issuer: "https://other.example.com", email: "other-issuer@example.com" };
    expect((await signIn(other, OPEN)).id).not.toBe(first.id);
  });

  test("a changed or unverified address leads to the same account, and changes nothing of it", async () => {
    const given = provided();
    const first = await signIn(given, OPEN);
    const admin = await makeUser(db, { role: "admin" });
    const later = await signIn({ ...given, email: admin.email, isEmailVerified: false });
    expect(later).toMatchObject({ id: first.id, email: first.email });
  });

  test("a deactivated account stays closed, linked or not", async () => {
    const user = await makeUser(db);
    const given = provided({ email: user.email });
    await db.user.update({ where: { id: user.id }, data: { state: "deactivated" } });
    await expect(signIn(given, OPEN)).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await db.identity.count({ where: { userId: user.id } })).toBe(0);
  });

  test("nobody who is signed in already signs in as another", async () => {
    await expect(signInByIdentity(ctx(await makeUser(db)), provided(), OPEN)).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("groups", () => {
  test("give roles at each sign-in and take them away again; what was made by hand stays", async () => {
    const [given, byHand] = [await makeTeam(db), await makeTeam(db)];
    const user = await makeUser(db, { teams: { [byHand.id]: "viewer" } });
    const policy: IdentityPolicy = {
      ...CLOSED,
      rules: [
        { group: "devs", team: given.slug, role: "maintainer" },
        { group: "devs", team: byHand.slug, role: "owner" },
        { group: "devs", team: "no-such-team", role: "owner" },
      ],
    };
    const identity = provided({ email: user.email, groups: ["devs"] });
    const teams = async () =>
      (await loadActor(db, { userId: user.id, sessionEpoch: 0 }))?.kind === "user"
        ? db.membership.findMany({
            where: { userId: user.id },
            select: { teamId: true, role: true },
            orderBy: { teamId: "asc" },
          })
        : [];
    const expected = (...of: { teamId: string; role: string }[]) =>
      of.toSorted((a, b) => (a.teamId < b.teamId ? -1 : 1));
    await signIn(identity, policy);
    expect(await teams()).toEqual(
      expected({ teamId: given.id, role: "maintainer" }, { teamId: byHand.id, role: "viewer" }),
    );
    await signIn({ ...identity, groups: [] }, policy);
    expect(await teams()).toEqual([{ teamId: byHand.id, role: "viewer" }]);
    await signIn(identity, { ...policy, areGroupsExact: true });
    expect(await teams()).toEqual(
      expected({ teamId: given.id, role: "maintainer" }, { teamId: byHand.id, role: "owner" }),
    );
  });

  test("do not take a team its last owner", async () => {
    const team = await makeTeam(db);
    const user = await makeUser(db);
    const policy: IdentityPolicy = { ...CLOSED, rules: [{ group: "leads", team: team.slug, role: "owner" }] };
    const identity = provided({ email: user.email, groups: ["leads"] });
    await signIn(identity, policy);
    await signIn({ ...identity, groups: [] }, policy);
    expect(await db.membership.findMany({ where: { teamId: team.id }, select: { role: true } })).toEqual([
      { role: "owner" },
    ]);
  });
});
