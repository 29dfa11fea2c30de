import { describe, expect, test } from "vitest";
import { ANONYMOUS, type Actor } from "#lib/access";
import { makeTeam, makeUser, testDatabase } from "#lib/testing";
import {
  acceptInvitation,
  createInvitation,
  createToken,
  findPeople,
  InvitationList,
  InvitationToken,
  listInvitations,
  loadActor,
  HandoverQuery,
  readHandover,
  readInvitation,
  removeMembership,
  withdrawInvitation,
} from "./index.ts";

const { db, ctx } = await testDatabase();
const admin = await makeUser(db, { role: "admin" });
const all = InvitationList.api.parse({});
const LATER_MS = 8 * 24 * 60 * 60 * 1000;

async function staffed() {
  const team = await makeTeam(db);
  const owner = await makeUser(db, { teams: { [team.id]: "owner" } });
  const maintainer = await makeUser(db, { teams: { [team.id]: "maintainer" } });
  return { ...team, owner, maintainer };
}
const tokenOf = (path: string) => InvitationToken.parse(path.replace("/join/", ""));
const again = async (actor: Actor) =>
  (await loadActor(db, { userId: actor.id, sessionEpoch: 0 })) as Extract<Actor, { kind: "user" }>;

describe("an invitation by link", () => {
  test("lets in one person, once", async () => {
    const team = await staffed();
    const [first, second] = [await makeUser(db), await makeUser(db)];
    const made = await createInvitation(ctx(team.owner), { slug: team.slug, role: "viewer" });
    const token = tokenOf(made.path);
    expect(JSON.stringify(await db.invitation.findMany())).not.toContain(token);
    expect(await readInvitation(ctx(first), token)).toMatchObject({ role: "viewer", isMember: false });
    expect(await acceptInvitation(ctx(first), token)).toEqual({ team: team.slug });
    expect((await again(first)).teams).toEqual({ [team.id]: "viewer" });
    await expect(acceptInvitation(ctx(second), token)).rejects.toMatchObject({ code: "not_found" });
    expect(await db.auditEntry.count({ where: { action: "team.join", actorId: first.id } })).toBe(1);
  });

  test("lets in one of two who come at once", async () => {
    const team = await staffed();
    const made = await createInvitation(ctx(team.owner), { slug: team.slug, role: "viewer" });
    const people = [await makeUser(db), await makeUser(db)];
    const results = await Promise.allSettled(
      people.map((one) => acceptInvitation(ctx(one), tokenOf(made.path))),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("ends by its time, and when it is withdrawn", async () => {
    const team = await staffed();
    const somebody = await makeUser(db);
    const over = tokenOf((await createInvitation(ctx(team.owner), { slug: team.slug, role: "owner" })).path);
    const late = { ...ctx(somebody), now: new Date(Date.now() + LATER_MS) };
    await expect(acceptInvitation(late, over)).rejects.toMatchObject({ code: "not_found" });
    const made = await createInvitation(ctx(team.owner), { slug: team.slug, role: "owner" });
    const at = { slug: team.slug, id: made.invitation.id };
    await expect(withdrawInvitation(ctx(team.maintainer), at)).rejects.toMatchObject({ code: "forbidden" });
    await withdrawInvitation(ctx(team.owner), at);
    await expect(acceptInvitation(ctx(somebody), tokenOf(made.path))).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("an invitation by address", () => {
  test("is for that account alone, which is told", async () => {
    const team = await staffed();
    const [invited, other] = [await makeUser(db), await makeUser(db)];
    const input = { slug: team.slug, role: "maintainer", email: invited.email } as const;
    const made = await createInvitation(ctx(team.owner), input);
    expect(made).toMatchObject({ isNotified: true });
    expect(await db.notification.count({ where: { userId: invited.id } })).toBe(1);
    const token = tokenOf(made.path);
    for (const actor of [other, admin]) {
      await expect(readInvitation(ctx(actor), token)).rejects.toMatchObject({ code: "not_found" });
      await expect(acceptInvitation(ctx(actor), token)).rejects.toMatchObject({ code: "not_found" });
    }
    await acceptInvitation(ctx(invited), token);
    expect((await again(invited)).teams).toEqual({ [team.id]: "maintainer" });
  });

  test("does not lower a role somebody has", async () => {
    const team = await staffed();
    const input = { slug: team.slug, role: "viewer", email: team.owner.email } as const;
    const made = await createInvitation(ctx(admin), input);
    await acceptInvitation(ctx(team.owner), tokenOf(made.path));
    expect((await again(team.owner)).teams).toEqual({ [team.id]: "owner" });
  });
});

test("owners and administrators invite and see invitations; nobody else, and no visitor joins", async () => {
  const team = await staffed();
  const made = await createInvitation(ctx(team.owner), { slug: team.slug, role: "viewer" });
  const input = { slug: team.slug, role: "owner" } as const;
  for (const actor of [team.maintainer, await makeUser(db), ANONYMOUS]) {
    await expect(createInvitation(ctx(actor), input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(listInvitations(ctx(actor), { slug: team.slug, query: all })).rejects.toMatchObject({
      code: "forbidden",
    });
  }
  expect(await listInvitations(ctx(admin), { slug: team.slug, query: all })).toMatchObject({ total: 1 });
  for (const run of [readInvitation, acceptInvitation]) {
    await expect(run(ctx(ANONYMOUS), tokenOf(made.path))).rejects.toMatchObject({ code: "forbidden" });
  }
});

test("everybody may leave a team, but for its last owner", async () => {
  const team = await staffed();
  const leave = (actor: Actor) => removeMembership(ctx(actor), { slug: team.slug, userId: actor.id });
  await leave(team.maintainer);
  expect((await again(team.maintainer)).teams).toEqual({});
  await expect(leave(team.owner)).rejects.toMatchObject({ code: "conflict" });
  expect(await db.auditEntry.count({ where: { action: "team.leave", actorId: team.maintainer.id } })).toBe(1);
});

test("people are found by name and address by whoever is signed in, active ones only", async () => {
  const wanted = await makeUser(db, { name: "Wilhelmina Wanted" });
  const gone = await makeUser(db, { name: "Wilhelmina Gone" });
  await db.user.update({ where: { id: gone.id }, data: { state: "deactivated" } });
  expect(await findPeople(ctx(wanted), { q: "WILHELMINA" })).toEqual([
    { name: wanted.name, email: wanted.email },
  ]);
  await expect(findPeople(ctx(ANONYMOUS), { q: "wil" })).rejects.toMatchObject({ code: "forbidden" });
});

test("what somebody leaves behind is listed to administrators", async () => {
  const team = await staffed();
  const { owner } = team;
  const environment = await db.environment.create({
    data: { id: "env_handover", slug: "handover", name: "Handover", position: 9 },
    select: { id: true },
  });
  const application = await db.application.create({
    data: { id: "app_handover", slug: "shop", name: "Shop", teamId: team.id, createdById: owner.id },
    select: { id: true },
  });
  const key = (id: string, of: object) =>
    db.applicationKey.create({
      data: {
        id,
        name: id,
        hash: id,
        hint: id,
        applicationId: application.id,
        environmentId: environment.id,
        createdById: owner.id,
        createdByName: owner.name,
        ...of,
      },
      select: { id: true },
    });
  await key("good", {});
  await key("revoked", { revokedAt: new Date() });
  await key("expired", { expiresAt: new Date(Date.now() - 1000) });
  await key("of-another", { createdById: admin.id });
  await createToken(ctx(owner), { name: "Script", scopes: ["people:read"], expiresInDays: 1 });
  const first = HandoverQuery.parse({});
  const left = await readHandover(ctx(admin), owner.id, first);
  expect(left.keys).toMatchObject({
    items: [{ name: "good", application: { slug: "shop" }, team: { slug: team.slug } }],
    total: 1,
  });
  expect(left).toMatchObject({ lastOwnerOf: { items: [{ slug: team.slug }], total: 1 }, tokens: 1 });
  for (const actor of [owner, ANONYMOUS]) {
    await expect(readHandover(ctx(actor), owner.id, first)).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(readHandover(ctx(admin), "usr_none", first)).rejects.toMatchObject({ code: "not_found" });

  // More than fit on the largest page: none of them is lost.
  const names = Array.from({ length: 100 }, (_, i) => `more-${i}`);
  for (const name of names) await key(name, {});
  const read = async (page: number) =>
    (await readHandover(ctx(admin), owner.id, HandoverQuery.parse({ page, size: 60 }))).keys;
  const pages = [await read(1), await read(2)];
  expect(pages.map(({ total, items }) => [total, items.length])).toEqual([
    [101, 60],
    [101, 41],
  ]);
  const found = pages.flatMap(({ items }) => items.map(({ name }) => name));
  expect(new Set(found)).toEqual(new Set(["good", ...names]));
});
