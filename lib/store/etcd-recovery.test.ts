import { Etcd3 } from "etcd3";
import { afterAll, beforeEach, expect, it } from "vitest";
import { describeWithEtcd, eventually, testEtcd, testProxy } from "#lib/testing";
import { commitOf, freshEnvironment, textOf } from "./contract-fixture.ts";
import { openStore } from "./open-store.ts";
import { record } from "./recorder.ts";

/** What only etcd can do to a reader or writer. */
describeWithEtcd("etcd: compaction, batches left half-way, changes by hand", async () => {
  const etcd = await testEtcd();
  const admin = new Etcd3({ hosts: etcd.url.replace("etcd:", "http:") });
  const writer = openStore(etcd.url);
  const reader = openStore(etcd.url, { timeoutMs: 1_000, reconcileMs: 50 });
  let environment = "";
  const root = (): string => `/understudy/v1/${environment}/`;
  beforeEach(() => {
    environment = freshEnvironment();
  });
  afterAll(async () => {
    await Promise.all([writer.close(), reader.close()]);
    admin.close();
  });

  /** A batch of which only the first `moved` entries are at their places, as a writer that was killed leaves it. */
  async function leaveBatch(storeRevision: number, keys: string[]): Promise<void> {
    const batch = `${storeRevision}-killed`;
    await admin.put(`${root()}staging/${batch}`).value("");
    for (const key of keys)
      await admin.put(`${root()}staging/${batch}/${key}`).value(textOf(storeRevision, "staged"));
    await admin.put(`${root()}revision`).value(`${storeRevision} ${batch}`);
  }

  it("lists anew when the history it missed is compacted", async () => {
    const proxy = await testProxy(Number(new URL(etcd.url).port));
    const behind = openStore(`etcd://127.0.0.1:${proxy.port}`, { timeoutMs: 1_000, reconcileMs: 60_000 });
    await writer.commit(environment, commitOf(1, { "routes/a/v1": "one" }));
    const recorder = record(behind, environment);
    await recorder.reaches(1);
    await proxy.cut();
    await eventually("the watch is lost", () => recorder.connections.at(-1) === "lost");
    for (let n = 2; n <= 5; n++)
      await writer.commit(environment, commitOf(n, { [`routes/api-${n}/v1`]: "x" }));
    const { header } = await admin.kv.range({ key: Buffer.from(`${root()}revision`) });
    await admin.kv.compact({ revision: header.revision, physical: true });
    await proxy.restore();
    await recorder.reaches(5);
    await behind.close();
    expect(recorder.events.map((event) => event.kind)).toEqual(["snapshot", "snapshot"]);
    expect(recorder.state.size).toBe(5);
  });

  it("reads a batch that its writer flipped but did not collect; the next commit collects it", async () => {
    await writer.commit(environment, commitOf(1, { "routes/a/v1": "one", "routes/b/v1": "one" }));
    const recorder = record(reader, environment);
    await recorder.reaches(1);
    await leaveBatch(2, ["routes/a/v1", "routes/c/v1"]);
    await recorder.reaches(2);
    expect(recorder.changes).toEqual(["routes/a/v1@2", "routes/c/v1@2"]);
    const late = record(reader, environment);
    await late.reaches(2);
    // What a reader holds is asked of what the batch puts there, not only of what it replaces.
    const given = async (held: string[]) =>
      (await reader.read(environment, ({ value }) => held.includes(value))).entries;
    expect(await given([textOf(1, "one")])).toEqual([
      { key: "routes/a/v1", value: textOf(2, "staged"), storeRevision: 2 },
      { key: "routes/c/v1", value: textOf(2, "staged"), storeRevision: 2 },
    ]);
    expect(await given([textOf(2, "staged")])).toEqual([
      { key: "routes/b/v1", value: textOf(1, "one"), storeRevision: 1 },
    ]);
    expect(late.state).toEqual(recorder.state);
    expect(await reader.get(environment, "routes/a/v1")).toMatchObject({ value: textOf(2, "staged") });
    expect(await reader.get(environment, "routes/b/v1")).toMatchObject({ value: textOf(1, "one") });
    await writer.commit(environment, commitOf(3, { "routes/a/v1": "three" }));
    await Promise.all([recorder.reaches(3), late.reaches(3)]);
    await Promise.all([recorder.close(), late.close()]);
    expect(recorder.state.get("routes/a/v1")).toBe(textOf(3, "three"));
    expect(recorder.state.get("routes/c/v1")).toBe(textOf(2, "staged"));
    expect(recorder.changes).toEqual(["routes/a/v1@2", "routes/c/v1@2", "routes/a/v1@3"]);
    expect(await admin.getAll().prefix(`${root()}staging/`).keys()).toEqual([]);
    expect(await admin.get(`${root()}revision`).string()).toBe("3");
  });

  it("never takes a batch that was not flipped, and clears it away", async () => {
    await writer.commit(environment, commitOf(1, { "routes/a/v1": "one" }));
    await admin.put(`${root()}staging/2-killed`).value("");
    await admin.put(`${root()}staging/2-killed/routes/a/v1`).value(textOf(2, "never"));
    expect((await reader.read(environment)).entries).toEqual([
      { key: "routes/a/v1", value: textOf(1, "one"), storeRevision: 1 },
    ]);
    await writer.commit(environment, commitOf(2, { "routes/b/v1": "two" }));
    expect(await reader.get(environment, "routes/a/v1")).toMatchObject({ value: textOf(1, "one") });
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`routes/api-${index}/v1`, "x"]),
    );
    await writer.commit(environment, commitOf(3, many));
    expect(await admin.getAll().prefix(`${root()}staging/`).keys()).toEqual([]);
  });

  it("lets one of two concurrent batches win, whole", async () => {
    const batch = (note: string): Record<string, string> =>
      Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`routes/api-${index}/v1`, note]));
    const results = await Promise.allSettled(
      ["left", "right"].map((note) => writer.commit(environment, commitOf(1, batch(note)))),
    );
    const won = results.filter((result) => result.status === "fulfilled");
    expect(won.length).toBeLessThanOrEqual(1);
    const { storeRevision, entries } = await reader.read(environment);
    expect(storeRevision).toBe(won.length);
    expect(new Set(entries.map((entry) => entry.value)).size).toBe(won.length);
    expect(entries).toHaveLength(won.length * 300);
  });

  it("is unavailable in bounded time when the network swallows everything", async () => {
    const proxy = await testProxy(Number(new URL(etcd.url).port));
    const behind = openStore(`etcd://127.0.0.1:${proxy.port}`, { timeoutMs: 300 });
    await behind.read(environment);
    proxy.freeze();
    await expect(behind.read(environment)).rejects.toMatchObject({ code: "unavailable" });
    await expect(behind.commit(environment, commitOf(1, {}))).rejects.toMatchObject({ code: "unavailable" });
    await proxy.restore();
    await eventually("the store answers again", () => behind.read(environment).catch(() => undefined));
    await behind.close();
  });

  it("tells by a snapshot of an entry that was deleted by hand", async () => {
    await writer.commit(environment, commitOf(1, { "routes/a/v1": "one", "routes/b/v1": "one" }));
    const recorder = record(reader, environment);
    await recorder.reaches(1);
    await admin.delete().key(`${root()}routes/a/v1`);
    await eventually("the loss is told", () => recorder.state.size === 1);
    await recorder.close();
    expect(recorder.events.at(-1)?.kind).toBe("snapshot");
  });
});
