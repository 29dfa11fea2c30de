import { describe, expect, it, onTestFinished } from "vitest";
import { saveDraft } from "#lib/catalogue";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { newId } from "#lib/ids";
import { publish, requestPublication } from "#lib/publishing";
import { decideReview, getReview, submitReview } from "#lib/reviews";
import { openStore } from "#lib/store";
import {
  describeWithEtcd,
  eventually,
  makePublishable,
  makeUser,
  testDatabase,
  testEtcd,
} from "#lib/testing";
import { moveVersion } from "#lib/versions";
import { documentAt, makeRig, publishIn, sealingKey, startIn, type Published, type Rig } from "./test-rig.ts";

type Body = NonNullable<Awaited<ReturnType<typeof documentAt>>>["body"];

/** Whether a document is a publication's, and of that revision; of null: a tombstone. */
function isOf(body: Body | undefined, publicationId: string, number: number | null): boolean {
  if (body?.kind === "route") return body.publicationId === publicationId && body.revision === number;
  return body?.kind === "tombstone" && body.publicationId === publicationId && number === null;
}

/** Two who act on one version at the same moment: one wins, the other is told, and the store holds what is wanted. */
function describeRaces(name: string, database: Awaited<ReturnType<typeof testDatabase>>, url: string) {
  const { db } = database;

  /** An environment whose worker writes to the store while the two race. */
  async function running(): Promise<Rig> {
    const store = openStore(url, { timeoutMs: 2_000 });
    onTestFinished(() => store.close());
    const rig = { ...(await makeRig(db)), store };
    rig.context = { ...rig.context, store };
    const worker = startIn(rig);
    const awake = setInterval(() => worker.wake(), 5);
    onTestFinished(() => clearInterval(awake));
    return rig;
  }

  const wantedOf = ({ environment }: Rig, { versionId }: Published) =>
    db.deployment.findUnique({
      where: { versionId_environmentId: { versionId, environmentId: environment.id } },
      select: {
        pending: true,
        wantedPublicationId: true,
        writtenPublicationId: true,
        wantedRevision: { select: { number: true, digest: true } },
      },
    });

  /** Waits until the store holds what the database wants; returns the wanted revision's number, null where nothing is. */
  async function settled(rig: Rig, version: Published): Promise<number | null> {
    const { number } = await eventually("the store holds what is wanted", async () => {
      const [row, document] = [await wantedOf(rig, version), await documentAt(rig, version.key)];
      if (!row) return document === undefined && { number: null };
      const number = row.wantedRevision?.number ?? null;
      const isWritten = !row.pending && row.writtenPublicationId === row.wantedPublicationId;
      return isWritten && isOf(document?.body, row.wantedPublicationId, number) && { number };
    });
    return number;
  }

  const codesOf = async (runs: Promise<unknown>[]) =>
    (await Promise.allSettled(runs)).map((one) =>
      one.status === "fulfilled" ? "done" : (one.reason as { code: string }).code,
    );

  async function edit({ versionId }: Published): Promise<void> {
    const routes = [{ hosts: [], pathPrefix: `/${newId("x")}`, methods: [], stripPrefix: true }];
    await db.version.update({ where: { id: versionId }, data: { routes } });
  }

  /** A version whose publication governance has to approve, submitted, with two who may. */
  async function submitted(rig: Rig) {
    const version = await makePublishable(database);
    const { teamId } = await db.api.findUniqueOrThrow({ where: { slug: version.at.slug } });
    const team = await db.team.findUniqueOrThrow({ where: { id: teamId } });
    await db.governanceRule.create({
      data: {
        id: newId("rule"),
        name: "It is approved",
        kind: "approval",
        params: { by: "governance" },
        scope: { environments: [rig.environment.slug], teams: [team.slug] },
        severity: "block",
        createdByName: "Test",
      },
    });
    const { id, digest } = await submitReview(version.ctx, version.at, {
      environments: [rig.environment.slug],
      summary: "Adds items.",
      draftEtag: 1,
      publish: "on_approval",
    });
    const governor = async () => database.ctx(await makeUser(db, { role: "governance" }));
    return { ...version, id, digest, governors: [await governor(), await governor()] as const };
  }

  describe(`on ${name}`, () => {
    it.each([
      ["a publication that saw what is live", true, false],
      ["a publication that looked at nothing", false, false],
      ["a roll back, first, and a publication", true, true],
    ])("publish while rolled back: %s", async (_, sees, isBackFirst) => {
      const rig = await running();
      const version = await makePublishable(database);
      const environment = rig.environment.slug;
      await publishIn(rig, version);
      await edit(version);
      await publishIn(rig, version);
      expect(await settled(rig, version)).toBe(2);
      await edit(version);
      const ahead = { action: "publish", environment, note: "", draftEtag: 1 } as const;
      const back = { action: "roll_back", environment, revision: 1, replaces: 2, note: "" } as const;
      const runs = [sees ? { ...ahead, replaces: 2 } : ahead, back];
      if (isBackFirst) runs.reverse();
      const codes = await codesOf(runs.map((input) => requestPublication(version.ctx, version.at, input)));
      expect(codes.filter((code) => code === "done")).toHaveLength(1);
      expect(["stale", "conflict"]).toContain(codes.find((code) => code !== "done"));
      expect(await settled(rig, version)).toBe(3);
      const { rollsBackTo } = await db.revision.findFirstOrThrow({
        where: { versionId: version.versionId, number: 3 },
      });
      const isBackWon = codes[isBackFirst ? 0 : 1] === "done";
      expect(rollsBackTo).toBe(isBackWon ? 1 : null);
    });

    it("two approvals at once: it is published once", async () => {
      const rig = await running();
      const version = await submitted(rig);
      const said = { decision: "approve", round: 1, note: "" } as const;
      const codes = await codesOf(
        version.governors.map((governor) => decideReview(governor, version.id, said)),
      );
      expect(codes.toSorted()).toEqual(["conflict", "done"]);
      expect(await settled(rig, version)).toBe(1);
      expect(await getReview(version.ctx, version.id)).toMatchObject({ state: "published" });
      expect(await db.publication.count({ where: { versionId: version.versionId } })).toBe(1);
    });

    it("approve while edited: what is served is what was approved, or nothing", async () => {
      const rig = await running();
      const version = await submitted(rig);
      const { policy } = await db.version.findUniqueOrThrow({ where: { id: version.versionId } });
      const draft = {
        etag: 1,
        routes: [{ hosts: [], pathPrefix: `/${newId("x")}`, methods: [], stripPrefix: true }],
        policy: policy as unknown as UnboundPolicy,
        bindings: {},
      };
      const said = { decision: "approve", round: 1, note: "" } as const;
      const [approved, edited] = await codesOf([
        decideReview(version.governors[0], version.id, said),
        saveDraft(version.ctx, version.at, { draft, sealingKey }),
      ]);
      expect(edited).toBe("done");
      const number = await settled(rig, version);
      const { state } = await getReview(version.ctx, version.id);
      const isApproved = (await wantedOf(rig, version))?.wantedRevision?.digest === version.digest;
      expect([
        // The edit came first; between approval and publication; or last.
        ["stale", "open", null, false],
        ["done", "approved", null, false],
        ["done", "published", 1, true],
      ]).toContainEqual([approved, state, number, isApproved]);
    });

    it("retire while another adopts it as its fallback: both documents say who won", async () => {
      const rig = await running();
      const environment = rig.environment.slug;
      const inner = await makePublishable(database);
      await publishIn(rig, inner);
      const { teamId } = await db.api.findUniqueOrThrow({ where: { slug: inner.at.slug } });
      const owner = database.ctx(await makeUser(db, { teams: { [teamId]: "owner" } }));
      await moveVersion(owner, inner.at, { action: "deprecate", etag: 1, note: "", brownouts: [] });
      const outer = await makePublishable(database, {
        apiVersion: "fallback/v1",
        id: "p",
        chain: [
          { id: "other", kind: "api", apiId: inner.at.slug, version: "v1", entry: "full_policy" },
          { id: "sorry", kind: "static", status: 503 },
        ],
      });
      const [retired, adopted] = await codesOf([
        moveVersion(owner, inner.at, { action: "retire", etag: 2 }),
        publish(outer.ctx, outer.at, { action: "publish", environment, note: "", draftEtag: 1 }),
      ]);
      await settled(rig, inner);
      const outerNumber = await settled(rig, outer);
      const body = (await documentAt(rig, inner.key))?.body;
      const stage = body?.kind === "route" ? body.lifecycle?.stage : undefined;
      expect([
        ["done", "unprocessable", "retired", null],
        ["conflict", "done", "deprecated", 1],
      ]).toContainEqual([retired, adopted, stage, outerNumber]);
    });
  });
}

const database = await testDatabase();
describeRaces("PostgreSQL", database, database.productUrl);

describeWithEtcd("two who act at the same moment", async () => {
  const etcd = await testEtcd();
  describeRaces("etcd", database, etcd.url);
});
