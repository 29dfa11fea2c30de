import { describe, expect, it } from "vitest";
import type { UnboundPolicy } from "#lib/fallback/schema";
import {
  getPublication,
  listChains,
  listPublications,
  pinTarget,
  readControl,
  unpublish,
  type PublicationDto,
} from "#lib/publishing";
import { moveVersion } from "#lib/versions";
import { eventually, makePublishable, makeUser, testDatabase } from "#lib/testing";
import { documentAt, makeRig, publishIn, startIn, statusOf, type Published, type Rig } from "./test-rig.ts";

const database = await testDatabase();
const { db, ctx } = database;

const policyOf = (chain: UnboundPolicy["chain"]): UnboundPolicy => ({
  apiVersion: "fallback/v1",
  id: "p",
  chain,
});

/** A version whose one target is at this address in the rig's environment, published. */
async function innerAt(rig: Rig, url: string): Promise<Published> {
  const version = await makePublishable(database, policyOf([{ id: "primary", kind: "http" }]));
  await db.binding.create({
    data: {
      versionId: version.versionId,
      environmentId: rig.environment.id,
      targets: { primary: { endpoints: [{ url }] } },
    },
  });
  await publishIn(rig, version);
  return version;
}

async function moveTo(rig: Rig, version: Published, url: string): Promise<void> {
  const where = {
    versionId_environmentId: { versionId: version.versionId, environmentId: rig.environment.id },
  };
  await db.binding.update({ where, data: { targets: { primary: { endpoints: [{ url }] } } } });
  await publishIn(rig, version);
}

async function outerOf(rig: Rig, ...others: Published[]): Promise<Published> {
  const version = await makePublishable(
    database,
    policyOf([
      ...others.map(({ at }, n) => ({
        id: `other${n}`,
        kind: "api" as const,
        apiId: at.slug,
        version: at.version,
        entry: "full_policy" as const,
      })),
      { id: "sorry", kind: "static", status: 503 },
    ]),
  );
  await publishIn(rig, version);
  return version;
}

async function addressIn(rig: Rig, version: Published): Promise<string | undefined> {
  const body = (await documentAt(rig, version.key))?.body;
  const target = body?.kind === "route" ? body.fallback.chain[0] : undefined;
  return target?.kind === "http" ? target.endpoints[0]?.url : undefined;
}

async function newest(version: Published): Promise<PublicationDto> {
  const query = { page: 1, size: 5, sort: "requestedAt", dir: "desc", q: "" } as const;
  const [first] = (await listPublications(version.ctx, version.at, query)).items;
  return getPublication(version.ctx, { ...version.at, id: first?.id ?? "" });
}

const ONE = "https://one.example";
const TWO = "https://two.example";

describe("versions with another API in their chain", () => {
  it("are compiled again when it changes, with a publication and receipts of their own", async () => {
    const rig = await makeRig(db);
    const inner = await innerAt(rig, ONE);
    const outer = await outerOf(rig, inner);
    const worker = startIn(rig);
    await eventually("written", async () => (await addressIn(rig, outer)) === ONE);
    expect(await documentAt(rig, outer.key)).toMatchObject({
      body: { fallback: { chain: [{ id: "other0/primary" }, { id: "sorry" }] }, parts: [{ revision: 1 }] },
    });
    const before = await newest(outer);

    await moveTo(rig, inner, TWO);
    worker.wake();
    await eventually("the dependent follows", async () => (await addressIn(rig, outer)) === TWO);
    const again = await eventually("written down", async () => {
      const publication = await newest(outer);
      return publication.state === "written" && publication;
    });
    expect(again.id).not.toBe(before.id);
    expect(again).toMatchObject({
      revision: 1,
      requestedBy: "worker",
      cause: `${inner.at.slug} v1 changed.`,
    });
    await rig.store.putStatus(rig.environment.slug, statusOf("gw-1", again.storeRevision ?? 0), 60_000);
    await eventually("a receipt", async () => (await newest(outer)).receipts.length === 1);
    expect(await listChains(outer.ctx, outer.at)).toContainEqual({
      environment: rig.environment.slug,
      revision: 1,
      targets: [
        { id: "other0/primary", kind: "http" },
        { id: "sorry", kind: "static" },
      ],
    });
    // Nothing changes any more: later passes ask for nothing more.
    for (let pass = 0; pass < 2; pass++) {
      const other = await innerAt(rig, ONE);
      worker.wake();
      await eventually("a further pass", async () => (await addressIn(rig, other)) === ONE);
    }
    expect((await newest(outer)).id).toBe(again.id);
  });

  it("follow a change two APIs away at once", async () => {
    const rig = await makeRig(db);
    const deepest = await innerAt(rig, ONE);
    const middle = await outerOf(rig, deepest);
    const outer = await outerOf(rig, middle);
    const worker = startIn(rig);
    await eventually("written", async () => (await addressIn(rig, outer)) === ONE);
    await moveTo(rig, deepest, TWO);
    worker.wake();
    for (const version of [middle, outer])
      await eventually("follows", async () => (await addressIn(rig, version)) === TWO);
    expect((await newest(outer)).cause).toBe(`${deepest.at.slug} v1 changed.`);
  });

  it("keep what they serve when it goes, say why, hold up nobody, and come back with it", async () => {
    const rig = await makeRig(db);
    const [inner, other] = [await innerAt(rig, ONE), await innerAt(rig, ONE)];
    const broken = await outerOf(rig, inner, other);
    const fine = await outerOf(rig, other);
    const worker = startIn(rig);
    for (const version of [broken, fine])
      await eventually("written", async () => (await addressIn(rig, version)) === ONE);
    const environment = rig.environment.slug;
    await unpublish(inner.ctx, inner.at, { action: "unpublish", environment, force: true });
    await moveTo(rig, other, TWO);
    worker.wake();
    await eventually("the other follows", async () => (await addressIn(rig, fine)) === TWO);
    const failed = await eventually("it says why", async () => {
      const publication = await newest(broken);
      return publication.state === "failed" && publication;
    });
    expect(failed.error).toContain(`${inner.at.slug} v1 is not published in this environment.`);
    expect(await addressIn(rig, broken)).toBe(ONE);
    expect((await documentAt(rig, broken.key))?.body).toMatchObject({ parts: [{ target: "other0" }, {}] });

    await publishIn(rig, inner);
    worker.wake();
    await eventually("it is back", async () => {
      const body = (await documentAt(rig, broken.key))?.body;
      const second = body?.kind === "route" ? body.fallback.chain[1] : undefined;
      return second?.kind === "http" && second.endpoints[0]?.url === TWO;
    });
  });

  it("go on without its targets while it is blocked, and get them back", async () => {
    const rig = await makeRig(db);
    const inner = await innerAt(rig, ONE);
    const middle = await outerOf(rig, inner);
    const outer = await outerOf(rig, middle);
    await db.version.update({ where: { id: inner.versionId }, data: { stage: "published" } });
    const worker = startIn(rig);
    const idsIn = async (version: Published) => {
      const body = (await documentAt(rig, version.key))?.body;
      return body?.kind === "route" ? body.fallback.chain.map(({ id }) => id) : [];
    };
    await eventually("written", async () => (await addressIn(rig, outer)) === ONE);
    await moveVersion(ctx(), inner.at, { action: "block", etag: 1, reason: "It leaks." });
    worker.wake();
    await eventually("left out", async () => (await idsIn(middle)).join() === "sorry");
    await eventually("left out two APIs away", async () => (await addressIn(rig, outer)) === undefined);
    expect((await newest(outer)).cause).toBe(`${inner.at.slug} v1 changed.`);
    await moveVersion(ctx(), inner.at, { action: "unblock", etag: 2 });
    worker.wake();
    for (const version of [middle, outer])
      await eventually("back", async () => (await addressIn(rig, version)) === ONE);
  });

  it("lose a pin with the target that it was on, and keep one on a target that stays", async () => {
    const rig = await makeRig(db);
    const { id: environmentId, slug: environment } = rig.environment;
    const inner = await innerAt(rig, ONE);
    const [lost, kept] = [await outerOf(rig, inner), await outerOf(rig, inner)];
    const worker = startIn(rig);
    for (const version of [lost, kept])
      await eventually("written", async () => (await addressIn(rig, version)) === ONE);
    const onCall = ctx({ ...(await makeUser(db)), onCall: true });
    const pin = ({ at }: Published, target: string) =>
      pinTarget(onCall, at, { action: "pin", environment, etag: 0, target, reason: "test" });
    await pin(lost, "other0/primary");
    await pin(kept, "sorry");
    const policy = policyOf([{ id: "renamed", kind: "http" }]);
    await db.version.update({ where: { id: inner.versionId }, data: { policy } });
    await db.binding.updateMany({
      where: { versionId: inner.versionId },
      data: { targets: { renamed: { endpoints: [{ url: TWO }] } } },
    });
    await publishIn(rig, inner);
    worker.wake();
    const controlOf = ({ versionId }: Published) => readControl(db, { versionId, environmentId });
    const ended = await eventually("the pin ends", async () => {
      const control = await controlOf(lost);
      return control.pin === null && control;
    });
    expect(ended.latest).toMatchObject({
      action: "release_pin",
      reason: "The chain has no target other0/primary any more.",
      requestedBy: "Worker",
    });
    await eventually("it is written", async () => {
      const body = (await documentAt(rig, `controls/${lost.at.slug}/v1`))?.body;
      return body?.kind === "controls" && body.controls.pin === undefined;
    });
    expect((await controlOf(kept)).pin?.target).toBe("sorry");
  });

  it("agree with the API whichever was asked for first, also after a lost store", async () => {
    const rig = await makeRig(db);
    const inner = await innerAt(rig, ONE);
    const outer = await outerOf(rig, inner);
    await moveTo(rig, inner, TWO);
    const first = startIn(rig);
    await eventually("written", async () => (await addressIn(rig, outer)) === TWO);
    await first.stop();
    rig.backend.wipe(rig.environment.slug);
    startIn(rig);
    await eventually("written again", async () => (await addressIn(rig, outer)) !== undefined);
    expect(await addressIn(rig, outer)).toBe(TWO);
  });
});
