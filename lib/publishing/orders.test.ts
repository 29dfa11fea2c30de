import { describe, expect, it } from "vitest";
import type { Actor } from "#lib/access";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { newId } from "#lib/ids";
import { makePublishable, makeTeam, makeUser, testDatabase } from "#lib/testing";
import {
  expirePins,
  getOrder,
  listOrders,
  listWrittenControls,
  markControlsWritten,
  pinTarget,
  publish,
  readControl,
  readPendingControls,
  unpublish,
} from "./index.ts";
import { failBack } from "./fail-back.ts";
import { releasePin } from "./release-pin.ts";

const database = await testDatabase();
const { db, ctx } = database;
const slug = "production";
const environment = await db.environment.create({
  data: { id: newId("env"), slug, name: "Production", position: 1 },
  select: { id: true, slug: true },
});
const environmentId = environment.id;

const TWO: UnboundPolicy = {
  apiVersion: "fallback/v1",
  id: "default",
  chain: [
    { id: "primary", kind: "http" },
    { id: "secondary", kind: "http" },
    { id: "sorry", kind: "static", status: 503 },
  ],
};

const bindingsOf = (...ids: string[]) =>
  Object.fromEntries(ids.map((id) => [id, { endpoints: [{ url: `https://${id}.example.com` }] }]));

/** A published version of two network targets, and somebody on call who has nothing to do with its team. */
async function served(visibility: "public" | "private" = "public") {
  const version = await makePublishable(database, TWO);
  await db.version.update({ where: { id: version.versionId }, data: { api: { update: { visibility } } } });
  const targets = bindingsOf("primary", "secondary");
  await db.binding.create({ data: { versionId: version.versionId, environmentId, targets } });
  await publishAgain(version);
  const actor = await makeUser(db, { name: "Orla On-Call" });
  const onCall = ctx({ ...actor, onCall: true });
  return { ...version, onCall };
}

type Served = Awaited<ReturnType<typeof served>>;

const publishAgain = (version: Pick<Served, "ctx" | "at">) =>
  publish(version.ctx, version.at, { action: "publish", environment: slug, note: "", draftEtag: 1 });

const given = { environment: slug, reason: "wrong prices" };
const pin = (etag: number, target = "secondary", until?: string) =>
  ({ action: "pin", ...given, etag, target, ...(until && { until }) }) as const;
const release = (etag: number) => ({ action: "release_pin", ...given, etag }) as const;
const back = (etag: number, target = "primary") => ({ action: "fail_back", ...given, etag, target }) as const;

const controlOf = (version: Served) => readControl(db, { versionId: version.versionId, environmentId });
const pendingOf = async (version: Served) =>
  (await readPendingControls(db, environmentId, 100)).find((one) => one.versionId === version.versionId);

/** As the worker does it. */
async function write(version: Served, storeRevision: number): Promise<void> {
  const pending = await pendingOf(version);
  if (!pending) throw new Error("nothing is pending");
  await markControlsWritten(ctx(), { environmentId, storeRevision, documents: [pending] });
}

describe("who may give orders", () => {
  it("is whoever is on call, for what they can see; the API's owners; administrators", async () => {
    const version = await served("private");
    const team = version.teamId;
    const member = await makeUser(db);
    const [owner, viewerOnCall, admin, governance] = await Promise.all([
      makeUser(db, { teams: { [team]: "owner" } }),
      makeUser(db, { teams: { [team]: "viewer" } }),
      makeUser(db, { role: "admin" }),
      makeUser(db, { role: "governance" }),
    ]);
    const outcome = async (actor: Actor) =>
      pinTarget(ctx(actor), version.at, pin((await controlOf(version)).etag)).then(
        () => "pinned",
        (error: { code: string }) => error.code,
      );
    expect(await outcome(member)).toBe("not_found");
    expect(await outcome({ ...member, onCall: true })).toBe("not_found");
    expect(await outcome(governance)).toBe("forbidden");
    expect(await outcome({ ...governance, onCall: true })).toBe("pinned");
    expect(await outcome(viewerOnCall)).toBe("forbidden");
    expect(await outcome({ ...viewerOnCall, onCall: true })).toBe("pinned");
    expect(await outcome(owner)).toBe("pinned");
    expect(await outcome(admin)).toBe("pinned");
    expect(await outcome({ kind: "gateway", id: "g", name: "g", environment: slug })).toBe("not_found");
  });

  it("is nobody else: a maintainer of the team may publish, not order", async () => {
    const version = await served();
    const refused = { code: "forbidden" };
    await expect(pinTarget(version.ctx, version.at, pin(0))).rejects.toMatchObject(refused);
    await expect(releasePin(version.ctx, version.at, release(0))).rejects.toMatchObject(refused);
    await expect(failBack(version.ctx, version.at, back(0))).rejects.toMatchObject(refused);
    expect(await db.controlOrder.count({ where: { versionId: version.versionId } })).toBe(0);
    const admin = ctx(await makeUser(db, { role: "admin" }));
    const written = { environmentId, storeRevision: 1, documents: [] };
    await expect(markControlsWritten(admin, written)).rejects.toMatchObject(refused);
    await expect(expirePins(admin, environment)).rejects.toMatchObject(refused);
    await expect(listWrittenControls(admin, environmentId)).rejects.toMatchObject(refused);
  });
  it("and reading them follows the API", async () => {
    const version = await served("private");
    const order = await pinTarget(ctx(await makeUser(db, { role: "admin" })), version.at, pin(0));
    const stranger = ctx(await makeUser(db, { teams: { [(await makeTeam(db)).id]: "owner" } }));
    const query = { page: 1, size: 20, sort: "requestedAt", dir: "desc", q: "" } as const;
    await expect(getOrder(stranger, { ...version.at, id: order.id })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(listOrders(stranger, version.at, query)).rejects.toMatchObject({ code: "not_found" });
    expect((await listOrders(version.ctx, version.at, query)).items.map(({ id }) => id)).toEqual([order.id]);
  });
});

describe("a pin", () => {
  it("says who, why and until when, is audited, and waits to be written as one document", async () => {
    const version = await served();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const order = await pinTarget(version.onCall, version.at, pin(0, "secondary", until));
    expect(order).toMatchObject({ state: "saved", action: "pin", target: "secondary", writtenMs: null });
    expect(await controlOf(version)).toMatchObject({
      etag: 1,
      pin: { target: "secondary", by: "Orla On-Call", reason: given.reason, until, isWritten: false },
    });
    expect((await pendingOf(version))?.body).toMatchObject({
      kind: "controls",
      environment: slug,
      api: { slug: version.at.slug },
      version: { id: version.versionId, name: "v1" },
      controls: { pin: "secondary" },
    });
    const audit = await db.auditEntry.findFirst({
      where: { action: "version.pin", objectId: version.versionId },
    });
    expect(audit).toMatchObject({
      actorName: "Orla On-Call",
      after: { target: "secondary", reason: given.reason },
    });
    await write(version, 5);
    expect((await controlOf(version)).pin?.isWritten).toBe(true);
    expect(await getOrder(version.onCall, { ...version.at, id: order.id })).toMatchObject({
      state: "written",
      storeRevision: 5,
      error: null,
    });
    expect(await pendingOf(version)).toBeUndefined();
  });

  it("is refused for what is not published, no target of the chain, and an end that is no future", async () => {
    const version = await served();
    const refusal = (input: Parameters<typeof pinTarget>[2]) =>
      pinTarget(version.onCall, version.at, input).catch((error: unknown) => error);
    const unknown = { code: "invalid", issues: [{ path: ["target"] }] };
    expect(await refusal(pin(0, "tertiary"))).toMatchObject(unknown);
    const past = { code: "invalid", issues: [{ path: ["until"] }] };
    expect(await refusal(pin(0, "secondary", new Date(Date.now() - 1000).toISOString()))).toMatchObject(past);
    expect(
      await refusal(pin(0, "secondary", new Date(Date.now() + 31 * 86_400_000).toISOString())),
    ).toMatchObject(past);
    await unpublish(version.ctx, version.at, { action: "unpublish", environment: slug });
    expect(await refusal(pin(0))).toMatchObject({ code: "conflict" });
    expect(await refusal({ ...pin(0), environment: "nowhere" })).toMatchObject({ code: "not_found" });
  });

  it("is won by one of two who pin at once; the other is told who and what", async () => {
    const version = await served();
    const other = ctx({ ...(await makeUser(db, { name: "Otto Other" })), onCall: true });
    const outcomes = await Promise.allSettled([
      pinTarget(version.onCall, version.at, pin(0, "secondary")),
      pinTarget(other, version.at, pin(0, "sorry")),
    ]);
    const won = outcomes.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    const lost = outcomes.flatMap((one) => (one.status === "rejected" ? (one.reason as Error) : []));
    expect(won).toHaveLength(1);
    expect(lost).toMatchObject([{ code: "stale" }]);
    expect(lost[0]?.message).toContain(`${won[0]?.requestedBy} pinned all traffic to ${won[0]?.target}`);
    expect((await controlOf(version)).pin).toMatchObject({ target: won[0]?.target, by: won[0]?.requestedBy });
  });

  it("is released once, and an order that was not written yet is superseded", async () => {
    const version = await served();
    const pinned = await pinTarget(version.onCall, version.at, pin(0));
    const released = await releasePin(version.onCall, version.at, release(1));
    expect(released).toMatchObject({ action: "release_pin", target: "secondary" });
    expect(await getOrder(version.onCall, { ...version.at, id: pinned.id })).toMatchObject({
      state: "superseded",
    });
    expect((await pendingOf(version))?.body.controls).toEqual({});
    await expect(releasePin(version.onCall, version.at, release(2))).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("ends by itself when its time has come, with a note", async () => {
    const version = await served();
    const forever = await served();
    await pinTarget(
      version.onCall,
      version.at,
      pin(0, "secondary", new Date(Date.now() + 60_000).toISOString()),
    );
    await pinTarget(forever.onCall, forever.at, pin(0));
    await write(version, 6);
    expect(await expirePins(ctx(), environment)).toBe(0);
    const later = { ...ctx(), now: new Date(Date.now() + 61_000) };
    expect(await expirePins(later, environment)).toBe(1);
    expect(await expirePins(later, environment)).toBe(0);
    expect(await controlOf(version)).toMatchObject({
      pin: null,
      latest: {
        action: "release_pin",
        target: "secondary",
        reason: "The pin's time has come.",
        requestedBy: "Test",
      },
    });
    expect((await pendingOf(version))?.body.controls).toEqual({});
    expect((await controlOf(forever)).pin?.target).toBe("secondary");
  });

  it("ends when a later revision lacks its target, and stays when it has it", async () => {
    const version = await served();
    await pinTarget(version.onCall, version.at, pin(0));
    await publishAgain(version);
    expect((await controlOf(version)).pin?.target).toBe("secondary");
    const chain = TWO.chain.filter(({ id }) => id !== "secondary");
    await db.version.update({ where: { id: version.versionId }, data: { policy: { ...TWO, chain } } });
    await db.binding.updateMany({
      where: { versionId: version.versionId },
      data: { targets: bindingsOf("primary") },
    });
    await publishAgain(version);
    const { pin: present, latest } = await controlOf(version);
    expect(present).toBeNull();
    expect(latest).toMatchObject({ action: "release_pin", reason: "Revision 2 has no target secondary." });
  });

  it("ends with the version's unpublication, and does not hold when it is published again", async () => {
    const version = await served();
    await pinTarget(version.onCall, version.at, pin(0));
    await write(version, 8);
    await unpublish(version.ctx, version.at, { action: "unpublish", environment: slug });
    await publishAgain(version);
    expect((await controlOf(version)).pin).toBeNull();
    expect((await pendingOf(version))?.body.controls).toEqual({});
  });
});

describe("failing back", () => {
  it("releases a network target, and comes after all that gateways have said", async () => {
    const version = await served();
    await failBack(version.onCall, version.at, back(0));
    const first = (await pendingOf(version))?.body.controls.releases?.["primary"] ?? Number.NaN;
    expect(Math.abs(first - Date.now())).toBeLessThan(60_000);
    const ahead = new Date(Date.now() + 120_000);
    const node = newId("gw");
    await db.$executeRaw`
      INSERT INTO "Gateway" ("id", "environmentId", "node", "softwareVersion", "appliedRevision", "rejects", "startedAt", "lastSeenAt")
      VALUES (${node}, ${environmentId}, ${node}, 'test', 1, '[]', now(), now())`;
    const states = [{ id: "primary", kind: "http", state: "held", since: ahead.toISOString(), reason: "" }];
    const serving = {
      versionId: version.versionId,
      environmentId,
      node,
      target: "secondary",
      reason: "held",
    };
    await db.servingChange.create({ data: { ...serving, at: new Date(ahead.getTime() - 5000), states } });
    await failBack(version.onCall, version.at, back(1));
    expect((await pendingOf(version))?.body.controls).toEqual({ releases: { primary: ahead.getTime() + 1 } });
  });

  it("is refused for a local target and under a pin, and leaves a pin that is there", async () => {
    const version = await served();
    await expect(failBack(version.onCall, version.at, back(0, "sorry"))).rejects.toMatchObject({
      code: "invalid",
    });
    await failBack(version.onCall, version.at, back(0));
    await pinTarget(version.onCall, version.at, pin(1));
    await expect(failBack(version.onCall, version.at, back(2))).rejects.toMatchObject({ code: "conflict" });
    const { controls } = (await pendingOf(version))?.body ?? {};
    expect(controls).toEqual({ pin: "secondary", releases: { primary: expect.any(Number) } });
  });
});
