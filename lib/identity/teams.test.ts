import { describe, expect, test } from "vitest";
import { ANONYMOUS, type Actor } from "#lib/access";
import { makeApi, makeTeam, makeUser, testDatabase } from "#lib/testing";
import {
  AuditList,
  createTeam,
  listAudit,
  listMembers,
  listTeams,
  loadActor,
  MemberList,
  readSession,
  readTeam,
  removeMembership,
  setMembership,
  TeamList,
} from "./index.ts";

const { db, ctx } = await testDatabase();
const admin = await makeUser(db, { role: "admin" });
const outsider = await makeUser(db);

async function staffedTeam() {
  const team = await makeTeam(db);
  const owner = await makeUser(db, { teams: { [team.id]: "owner" }, name: "Olga Owner" });
  const maintainer = await makeUser(db, { teams: { [team.id]: "maintainer" }, name: "Max Maintainer" });
  return { ...team, owner, maintainer };
}

describe("teams", () => {
  test("only administrators open one; a slug is taken once", async () => {
    const input = { slug: "payments", name: "Payments" };
    await expect(createTeam(ctx(outsider), input)).rejects.toMatchObject({ code: "forbidden" });
    expect(await createTeam(ctx(admin), input)).toMatchObject({ ...input, members: 0, apis: 0 });
    await expect(createTeam(ctx(admin), input)).rejects.toMatchObject({ code: "conflict" });
    expect(await db.auditEntry.count({ where: { action: "team.create" } })).toBe(1);
  });

  test("private APIs count only for those who see them", async () => {
    const team = await staffedTeam();
    await makeApi(db, { teamId: team.id, visibility: "private" });
    await makeApi(db, { teamId: team.id });
    const counts = async (actor: Actor) => {
      const page = await listTeams(ctx(actor), TeamList.api.parse({ q: team.slug }));
      return [page.items[0]?.apis, (await readTeam(ctx(actor), team.slug)).apis];
    };
    expect(await counts(outsider)).toEqual([1, 1]);
    expect(await counts(team.maintainer)).toEqual([2, 2]);
    expect(await counts(admin)).toEqual([2, 2]);
  });

  test("wildcards of the database are text in a search", async () => {
    const { slug } = await staffedTeam();
    for (const q of ["%", "\\", "team%", "o_ga"]) {
      expect(await listTeams(ctx(admin), TeamList.api.parse({ q }))).toMatchObject({ total: 0 });
      const query = MemberList.api.parse({ q });
      expect(await listMembers(ctx(admin), { slug, query })).toMatchObject({ total: 0 });
    }
  });

  test("whoever is signed in may read them, a visitor may not", async () => {
    const team = await staffedTeam();
    await makeApi(db, { teamId: team.id });
    const page = await listTeams(ctx(outsider), TeamList.api.parse({ q: team.slug.toUpperCase() }));
    expect(page).toMatchObject({ total: 1, items: [{ slug: team.slug, members: 2, apis: 1 }] });
    expect(await readTeam(ctx(outsider), team.slug)).toMatchObject({ mayChange: false });
    expect(await readTeam(ctx(team.owner), team.slug)).toMatchObject({ mayChange: true });
    await expect(readTeam(ctx(admin), "no-such-team")).rejects.toMatchObject({ code: "not_found" });
    const query = MemberList.api.parse({});
    for (const run of [
      () => listTeams(ctx(ANONYMOUS), TeamList.api.parse({})),
      () => readTeam(ctx(ANONYMOUS), team.slug),
      () => listMembers(ctx(ANONYMOUS), { slug: team.slug, query }),
    ]) {
      await expect(run()).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  test("members are listed by page and found by name", async () => {
    const team = await staffedTeam();
    const list = (query: object) =>
      listMembers(ctx(outsider), { slug: team.slug, query: MemberList.api.parse(query) });
    expect((await list({ sort: "role" })).items.map(({ role }) => role)).toEqual(["owner", "maintainer"]);
    expect((await list({ size: "1", page: "2" })).items.map(({ name }) => name)).toEqual(["Olga Owner"]);
    expect((await list({ q: "max" })).items).toMatchObject([
      { userId: team.maintainer.id, role: "maintainer" },
    ]);
  });
});

describe("memberships", () => {
  test("owners and administrators change them; others and owners elsewhere do not", async () => {
    const team = await staffedTeam();
    const elsewhere = await staffedTeam();
    const colleague = await makeUser(db, { teams: { [team.id]: "viewer" } });
    const add = (actor: Actor) =>
      setMembership(ctx(actor), { slug: team.slug, email: outsider.email, role: "viewer" });
    const remove = (actor: Actor) => removeMembership(ctx(actor), { slug: team.slug, userId: colleague.id });
    for (const actor of [team.maintainer, elsewhere.owner, outsider, ANONYMOUS]) {
      await expect(add(actor)).rejects.toMatchObject({ code: "forbidden" });
      await expect(remove(actor)).rejects.toMatchObject({ code: "forbidden" });
    }
    expect(await add(team.owner)).toMatchObject({ userId: outsider.id, role: "viewer" });
    await remove(admin);
    await expect(remove(admin)).rejects.toMatchObject({ code: "not_found" });
  });

  test("a new role shows at once in the session, and before and after in the audit trail", async () => {
    const team = await staffedTeam();
    const input = { slug: team.slug, email: team.maintainer.email, role: "owner" } as const;
    await setMembership(ctx(team.owner), input);
    const claim = { userId: team.maintainer.id, sessionEpoch: 0 };
    expect(await loadActor(db, claim)).toMatchObject({ teams: { [team.id]: "owner" } });
    expect((await readSession(ctx(team.maintainer))).teams).toEqual([
      { slug: team.slug, name: team.slug, role: "owner" },
    ]);
    const entry = await db.auditEntry.findFirstOrThrow({ where: { objectId: team.id } });
    expect(entry.before).toEqual({ userId: team.maintainer.id, role: "maintainer" });
    expect(entry.after).toEqual({ userId: team.maintainer.id, role: "owner" });
  });

  test("somebody without an active account cannot be added", async () => {
    const team = await staffedTeam();
    const gone = await makeUser(db);
    await db.user.update({ where: { id: gone.id }, data: { state: "deactivated" } });
    for (const email of ["nobody@example.com", gone.email]) {
      const run = setMembership(ctx(admin), { slug: team.slug, email, role: "viewer" });
      await expect(run).rejects.toMatchObject({ code: "unprocessable", issues: [{ path: ["email"] }] });
    }
  });

  test("the last owner stays, also when two leave at once", async () => {
    const team = await staffedTeam();
    const demote = { slug: team.slug, email: team.owner.email, role: "viewer" } as const;
    await expect(setMembership(ctx(admin), demote)).rejects.toMatchObject({ code: "conflict" });
    const leave = (userId: string) => removeMembership(ctx(admin), { slug: team.slug, userId });
    await expect(leave(team.owner.id)).rejects.toMatchObject({ code: "conflict" });
    await setMembership(ctx(admin), { slug: team.slug, email: team.maintainer.email, role: "owner" });
    const results = await Promise.allSettled([leave(team.owner.id), leave(team.maintainer.id)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await db.membership.count({ where: { teamId: team.id, role: "owner" } })).toBe(1);
  });
});

describe("the audit trail", () => {
  test("is for administrators and governance", async () => {
    const governance = await makeUser(db, { role: "governance" });
    const query = AuditList.api.parse({});
    for (const actor of [outsider, ANONYMOUS]) {
      await expect(listAudit(ctx(actor), query)).rejects.toMatchObject({ code: "forbidden" });
    }
    expect((await listAudit(ctx(governance), query)).items.length).toBeGreaterThan(0);
  });

  test("goes back by cursor, newest first, each entry once, and filters", async () => {
    const total = await db.auditEntry.count();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAudit(ctx(admin), AuditList.api.parse({ size: 3, ...(cursor && { cursor }) }));
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => Number(b) - Number(a)));
    expect(seen).toHaveLength(total);
    const opened = await listAudit(
      ctx(admin),
      AuditList.api.parse({ action: "team.create", actorId: admin.id }),
    );
    expect(opened.items).toMatchObject([{ action: "team.create", after: { slug: "payments" } }]);
    const at = opened.items[0]?.at;
    const counted = async (query: object) =>
      (
        await listAudit(
          ctx(admin),
          AuditList.api.parse({ action: "team.create", actorId: admin.id, ...query }),
        )
      ).items.length;
    expect(await counted({ since: at, until: at })).toBe(1);
    expect(await counted({ until: "2020-01-01T00:00:00Z" })).toBe(0);
    expect(await counted({ since: "2199-01-01T00:00:00+02:00" })).toBe(0);
  });

  test("is searched by who acted and what was acted on, by name or id, and names what is still there", async () => {
    const team = await staffedTeam();
    await db.user.update({ where: { id: team.owner.id }, data: { name: "Zoë 100%_sure" } });
    const look = async (q: string) => (await listAudit(ctx(admin), AuditList.api.parse({ q }))).items;
    expect(await look("zoë 100%_s")).toEqual([]);
    await removeMembership(ctx(team.owner), { slug: team.slug, userId: team.maintainer.id });
    const entry = { action: "team.update", actorId: team.owner.id, objectId: team.id, objectName: team.slug };
    for (const q of ["zoë 100%_s", ` ${team.slug.toUpperCase()} `, team.id, team.owner.id])
      expect(await look(q)).toMatchObject([entry]);
    for (const q of ["zoë 100% sure", "nobody is called this"]) expect(await look(q)).toEqual([]);
    await db.team.delete({ where: { id: team.id } });
    expect(await look(team.id)).toMatchObject([{ ...entry, objectName: null }]);
  });
});
