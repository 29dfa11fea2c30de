import { expect, it, onTestFinished } from "vitest";
import { getPublication } from "#lib/publishing";
import { openStore } from "#lib/store";
import { describeWithEtcd, eventually, makePublishable, testDatabase, testEtcd } from "#lib/testing";
import { documentAt, makeRig, publishIn, startIn } from "./test-rig.ts";

describeWithEtcd("the reconcile loop on etcd", async () => {
  const database = await testDatabase();
  const etcd = await testEtcd();

  it("writes what was published while etcd was killed, in order, when it returns", async () => {
    const store = openStore(etcd.url, { timeoutMs: 1_000 });
    onTestFinished(() => store.close());
    const rig = { ...(await makeRig(database.db)), store };
    const worker = startIn(rig, { store });
    const before = await makePublishable(database);
    await publishIn(rig, before);
    worker.wake();
    await eventually("written", () => documentAt(rig, before.key));
    await etcd.kill();
    const versions = [await makePublishable(database), await makePublishable(database)];
    const ids: string[] = [];
    for (const version of versions) {
      ids.push((await publishIn(rig, version)).id);
      worker.wake();
    }
    await etcd.restart();
    const revisions: (number | null)[] = [];
    for (const [index, version] of versions.entries()) {
      const written = await eventually(
        "written after the outage",
        async () => {
          const publication = await getPublication(version.ctx, { ...version.at, id: ids[index] ?? "" });
          return publication.state === "written" && publication;
        },
        20_000,
      );
      revisions.push(written.storeRevision);
      expect((await documentAt(rig, version.key))?.storeRevision).toBe(written.storeRevision);
    }
    expect(Number(revisions[0])).toBeLessThan(Number(revisions[1]));
  });
});
