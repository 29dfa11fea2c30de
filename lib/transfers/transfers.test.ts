import { describe, expect, test } from "vitest";
import { ANONYMOUS, type Actor } from "#lib/access";
import { judgementsOf, makeApi, makeTeam, makeUser, testDatabase } from "#lib/testing";
import {
  decideTransfer,
  listTransfers,
  readTransfer,
  requestTransfer,
  RequestTransfer,
  TransferList,
} from "./index.ts";

const { db, ctx } = await testDatabase();
const admin = await makeUser(db, { role: "admin" });
const outsider = await makeUser(db);
let last = 0;

async function staffed() {
  const team = await makeTeam(db);
  const owner = await makeUser(db, { teams: { [team.id]: "owner" } });
  const maintainer = await makeUser(db, { teams: { [team.id]: "maintainer" } });
  return { ...team, owner, maintainer };
}

async function offered(visibility: "public" | "private" = "private") {
  const [from, to] = [await staffed(), await staffed()];
  const api = await makeApi(db, { teamId: from.id, visibility });
  const input = RequestTransfer.parse({ kind: "api", slug: api.slug, team: to.slug, note: "As agreed" });
  return { from, to, api, input };
}
const ownerOf = async (id: string) =>
  (await db.api.findUniqueOrThrow({ where: { id }, select: { teamId: true } })).teamId;

describe("handing an API over", () => {
  test("takes an owner on each side, and is told to the other", async () => {
    const { from, to, api, input } = await offered();
    const offer = await requestTransfer(ctx(from.owner), input);
    expect(offer).toMatchObject({
      state: "pending",
      object: { slug: api.slug },
      mayWithdraw: true,
      mayAccept: false,
    });
    expect(await db.notification.count({ where: { userId: to.owner.id } })).toBe(1);
    expect(await ownerOf(api.id)).toBe(from.id);
    expect(await judgementsOf(db, api.id)).toBe(0);
    for (const actor of [from.owner, from.maintainer, to.maintainer]) {
      const run = decideTransfer(ctx(actor), { id: offer.id, decision: "accept" });
      await expect(run).rejects.toMatchObject({ code: "forbidden" });
    }
    const accepted = await decideTransfer(ctx(to.owner), { id: offer.id, decision: "accept" });
    expect(accepted).toMatchObject({ state: "accepted", decidedBy: to.owner.name, mayAccept: false });
    expect(await ownerOf(api.id)).toBe(to.id);
    expect(await judgementsOf(db, api.id)).toBe(1);
    expect(await db.notification.count({ where: { userId: from.owner.id } })).toBe(1);
    const audited = await db.auditEntry.findMany({
      where: {
        action: { in: ["api.transfer", "transfer.accept"] },
        OR: [{ objectId: api.id }, { objectId: offer.id }],
      },
      orderBy: { id: "asc" },
      select: { action: true, actorId: true },
    });
    expect(audited).toEqual([
      { action: "api.transfer", actorId: from.owner.id },
      { action: "transfer.accept", actorId: to.owner.id },
    ]);
  });

  test("happens at once for whoever may accept it, too", async () => {
    const { from, to, api, input } = await offered();
    const both = await makeUser(db, { teams: { [from.id]: "owner", [to.id]: "owner" } });
    expect(await requestTransfer(ctx(both), input)).toMatchObject({ state: "accepted" });
    expect(await ownerOf(api.id)).toBe(to.id);
    const back = { ...input, team: from.slug };
    expect(await requestTransfer(ctx(admin), back)).toMatchObject({ state: "accepted" });
    expect(await ownerOf(api.id)).toBe(from.id);
  });

  test("can be declined, withdrawn, and decided once", async () => {
    const { from, to, api, input } = await offered();
    const first = await requestTransfer(ctx(from.owner), input);
    await expect(requestTransfer(ctx(from.owner), input)).rejects.toMatchObject({ code: "conflict" });
    await decideTransfer(ctx(to.owner), { id: first.id, decision: "decline" });
    const second = await requestTransfer(ctx(from.owner), input);
    await expect(
      decideTransfer(ctx(to.owner), { id: second.id, decision: "withdraw" }),
    ).rejects.toMatchObject({
      code: "forbidden",
    });
    await decideTransfer(ctx(from.owner), { id: second.id, decision: "withdraw" });
    for (const { id } of [first, second]) {
      const run = decideTransfer(ctx(to.owner), { id, decision: "accept" });
      await expect(run).rejects.toMatchObject({ code: "conflict" });
    }
    expect(await ownerOf(api.id)).toBe(from.id);
  });

  test("fails when it has gone elsewhere meanwhile", async () => {
    const { from, to, api, input } = await offered();
    const offer = await requestTransfer(ctx(from.owner), input);
    await db.api.update({ where: { id: api.id }, data: { teamId: (await makeTeam(db)).id } });
    const run = decideTransfer(ctx(to.owner), { id: offer.id, decision: "accept" });
    await expect(run).rejects.toMatchObject({ code: "conflict" });
    expect(await readTransfer(ctx(to.owner), offer.id)).toMatchObject({ state: "pending" });
  });

  test("is refused to others, who do not even learn what there is", async () => {
    const { from, to, input } = await offered();
    for (const actor of [outsider, to.owner, ANONYMOUS]) {
      await expect(requestTransfer(ctx(actor), input)).rejects.toMatchObject({ code: "not_found" });
    }
    await expect(requestTransfer(ctx(from.maintainer), input)).rejects.toMatchObject({ code: "forbidden" });
    const offer = await requestTransfer(ctx(from.owner), input);
    const query = TransferList.api.parse({});
    await expect(readTransfer(ctx(outsider), offer.id)).rejects.toMatchObject({ code: "not_found" });
    await expect(decideTransfer(ctx(outsider), { id: offer.id, decision: "accept" })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await listTransfers(ctx(outsider), query)).toMatchObject({ total: 0 });
    expect(await listTransfers(ctx(to.maintainer), query)).toMatchObject({ total: 1 });
    expect(await listTransfers(ctx(admin), { ...query, team: to.slug })).toMatchObject({ total: 1 });
    await expect(listTransfers(ctx(ANONYMOUS), query)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("names a team that there is, and another one", async () => {
    const { from, input } = await offered();
    for (const team of ["no-such-team", from.slug]) {
      const run = requestTransfer(ctx(from.owner), { ...input, team });
      await expect(run).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["team"] }] });
    }
  });
});

test("an application goes the same way, and its gateways are told", async () => {
  const [from, to] = [await staffed(), await staffed()];
  const slug = `shop-${(last += 1)}`;
  const { id } = await db.application.create({
    data: { id: `app_${slug}`, slug, name: "Shop", teamId: from.id, createdById: from.owner.id },
    select: { id: true },
  });
  const environment = await db.environment.create({
    data: { id: "env_t", slug: "transfer", name: "Transfer", position: 9 },
    select: { id: true },
  });
  const at = { environmentId: environment.id, storeKey: `applications/${id}` };
  await db.accessDocument.create({ data: { ...at, applicationId: id, pending: false } });
  const input = RequestTransfer.parse({ kind: "application", slug, team: to.slug });
  const hidden: Actor[] = [outsider, to.owner];
  for (const actor of hidden) {
    await expect(requestTransfer(ctx(actor), input)).rejects.toMatchObject({ code: "not_found" });
  }
  const offer = await requestTransfer(ctx(from.owner), input);
  await decideTransfer(ctx(to.owner), { id: offer.id, decision: "accept" });
  expect(await db.application.findUnique({ where: { id }, select: { teamId: true } })).toEqual({
    teamId: to.id,
  });
  expect(await db.accessDocument.findFirst({ where: at, select: { pending: true } })).toEqual({
    pending: true,
  });
});
