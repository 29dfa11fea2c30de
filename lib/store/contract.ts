import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "#lib/testing";
import {
  commitOf,
  commitPatiently,
  freshEnvironment,
  type StoreUnderTest,
  textOf,
} from "./contract-fixture.ts";
import { type Entry, type HolderSnapshot, VALUE_MAX_BYTES, type WatchEvent } from "./port.ts";
import { record } from "./recorder.ts";
import { describeStatusContract } from "./status-contract.ts";

/** What every driver must do; run by `*-store.test.ts`. */
export function describeStoreContract(name: string, under: StoreUnderTest): void {
  describe(`${name}: store contract`, () => {
    const store = under.open();
    const other = under.open();
    let environment = "";
    beforeEach(() => {
      environment = freshEnvironment();
    });
    afterAll(async () => {
      await Promise.all([store.close(), other.close()]);
    });

    it("is empty at revision 0", async () => {
      expect(await store.read(environment)).toEqual({ storeRevision: 0, entries: [], held: [] });
      expect(await store.get(environment, "routes/a/v1")).toBeUndefined();
    });

    it("gives back what was committed", async () => {
      await store.commit(environment, commitOf(1, { "routes/a/v1": "one", "settings/egress": "two" }));
      await store.commit(environment, commitOf(2, { "routes/a/v1": "three" }));
      const entry = { key: "routes/a/v1", value: textOf(2, "three"), storeRevision: 2 };
      expect(await other.get(environment, "routes/a/v1")).toEqual(entry);
      const { storeRevision, entries } = await other.read(environment);
      expect(storeRevision).toBe(2);
      expect(entries).toHaveLength(2);
      expect(entries).toContainEqual(entry);
      expect(entries).toContainEqual({ key: "settings/egress", value: textOf(1, "two"), storeRevision: 1 });
    });

    it("keeps environments apart", async () => {
      const second = freshEnvironment();
      await store.commit(environment, commitOf(1, { "routes/a/v1": "one" }));
      expect((await store.read(second)).storeRevision).toBe(0);
      expect(await store.get(second, "routes/a/v1")).toBeUndefined();
    });

    it("refuses a stale write and keeps nothing of it", async () => {
      await store.commit(environment, commitOf(1, { "routes/a/v1": "one" }));
      const stale = { ...commitOf(5, { "routes/b/v1": "late" }), expectedRevision: 0 };
      await expect(store.commit(environment, stale)).rejects.toMatchObject({ code: "conflict" });
      expect((await store.read(environment)).storeRevision).toBe(1);
      expect(await store.get(environment, "routes/b/v1")).toBeUndefined();
    });

    it("refuses a revision that does not rise", async () => {
      await store.commit(environment, { ...commitOf(3, { "routes/a/v1": "one" }), expectedRevision: 0 });
      const same = { ...commitOf(3, { "routes/a/v1": "two" }), expectedRevision: 3 };
      await expect(store.commit(environment, same)).rejects.toMatchObject({ code: "invalid" });
    });

    it("lets one of several concurrent writers win, every time", async () => {
      for (let revision = 1; revision <= 20; revision++) {
        const attempts = [store, other, store, other].map((client, writer) =>
          client.commit(
            environment,
            commitOf(revision, { "routes/a/v1": `w${writer}`, [`routes/w${writer}/v1`]: "x" }),
          ),
        );
        const results = await Promise.allSettled(attempts);
        const winners = results.flatMap((result, writer) => (result.status === "fulfilled" ? [writer] : []));
        expect(winners).toHaveLength(1);
        const refusals = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
        expect(refusals).toEqual([1, 2, 3].map(() => expect.objectContaining({ code: "conflict" })));
        const entry = await store.get(environment, "routes/a/v1");
        expect(entry?.value).toBe(textOf(revision, `w${winners[0]}`));
      }
    });

    it("never shows half of a change, to a reader or a watcher", async () => {
      const keys = Array.from({ length: 30 }, (_, index) => `routes/api-${index}/v1`);
      const generation = (n: number): Record<string, string> =>
        Object.fromEntries(keys.map((key) => [key, `g${n}`]));
      const mixtures: string[] = [];
      const note = (values: Iterable<string>): void => {
        const different = new Set(values);
        if (different.size > 1) mixtures.push([...different].join(" and "));
      };
      const recorder = record(other, environment, { onEvent: ({ state }) => note(state.values()) });
      let done = false;
      const reading = (async () => {
        while (!done) note((await other.read(environment)).entries.map((entry) => entry.value));
      })();
      for (let n = 1; n <= 40; n++) await store.commit(environment, commitOf(n, generation(n)));
      done = true;
      await reading;
      await recorder.reaches(40);
      await recorder.close();
      expect(mixtures).toEqual([]);
      expect(recorder.state.size).toBe(30);
    });

    it("writes a batch of 1000 keys at once", async () => {
      await store.commit(environment, commitOf(1, { "routes/before/v1": "x" }));
      const recorder = record(other, environment);
      await recorder.reaches(1);
      const batch = Object.fromEntries(
        Array.from({ length: 1000 }, (_, i) => [`routes/api-${i}/v1`, `batch ${i}`]),
      );
      await store.commit(environment, commitOf(2, batch));
      await store.commit(environment, commitOf(3, { "routes/api-7/v1": "after" }));
      await recorder.reaches(3);
      await recorder.close();
      const withBatch = recorder.events.filter((event) =>
        event.entries.some((entry) => entry.storeRevision === 2),
      );
      expect(withBatch).toHaveLength(1);
      expect(recorder.state.size).toBe(1001);
      expect(recorder.state.get("routes/api-7/v1")).toBe(textOf(3, "after"));
      expect(recorder.changes).toHaveLength(new Set(recorder.changes).size);
      const { storeRevision, entries } = await other.read(environment);
      expect(storeRevision).toBe(3);
      expect(new Map(entries.map((entry) => [entry.key, entry.value]))).toEqual(recorder.state);
      expect(await other.get(environment, "routes/api-999/v1")).toMatchObject({
        value: textOf(2, "batch 999"),
      });
    });

    it("takes a value of 1 MiB and refuses a larger one", async () => {
      const room = VALUE_MAX_BYTES - textOf(1, "").length;
      await store.commit(environment, commitOf(1, { "routes/a/v1": "x".repeat(room) }));
      expect((await other.get(environment, "routes/a/v1"))?.value).toHaveLength(VALUE_MAX_BYTES);
      const tooLarge = commitOf(2, { "routes/a/v1": "x".repeat(room + 1) });
      await expect(store.commit(environment, tooLarge)).rejects.toMatchObject({ code: "too_large" });
    });

    it("starts a watch with a snapshot, then tells each change once, in order", async () => {
      await store.commit(environment, commitOf(1, { "routes/a/v1": "one" }));
      const recorder = record(other, environment);
      await recorder.reaches(1);
      expect(recorder.events[0]).toMatchObject({ kind: "snapshot", storeRevision: 1 });
      for (let n = 2; n <= 30; n++)
        await store.commit(environment, commitOf(n, { [`routes/api-${n}/v1`]: "x" }));
      await recorder.reaches(30);
      await recorder.close();
      expect(recorder.changes).toEqual(
        Array.from({ length: 29 }, (_, i) => `routes/api-${i + 2}/v1@${i + 2}`),
      );
      const revisions = recorder.events.map((event) => event.storeRevision);
      expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b));
      expect(recorder.events.slice(1).every((event) => event.kind === "change")).toBe(true);
    });

    it("gives every watch of one client a whole snapshot, also while others read and writers write", async () => {
      const batch = (n: number) =>
        Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`routes/api-${i}/v1`, `of ${n}`]));
      await store.commit(environment, commitOf(1, batch(1)));
      const recorders = Array.from({ length: 4 }, () => record(other, environment));
      await store.commit(environment, commitOf(2, batch(2)));
      await Promise.all(recorders.map((recorder) => recorder.reaches(2)));
      for (const recorder of recorders) {
        const [first] = recorder.events;
        // One state of the store: all of its entries are of the revision it names.
        expect(first?.entries).toHaveLength(1500);
        expect(new Set(first?.entries.map((entry) => entry.storeRevision))).toEqual(
          new Set([first?.storeRevision]),
        );
        expect(recorder.state.get("routes/api-1499/v1")).toBe(textOf(2, "of 2"));
        await recorder.close();
      }
    });

    it("gives a reader all but what it holds, to the letter", async () => {
      const keys = Array.from({ length: 1500 }, (_, i) => `routes/api-${i}/v1`);
      await store.commit(environment, commitOf(1, Object.fromEntries(keys.map((key) => [key, "one"]))));
      await store.commit(environment, commitOf(2, { "routes/api-7/v1": "two" }));
      const asked: Entry[] = [];
      const holds = (entry: Entry): boolean => {
        asked.push(entry);
        return entry.value === textOf(1, "one") && entry.key !== "routes/api-1499/v1";
      };
      const others = [
        { key: "routes/api-1499/v1", value: textOf(1, "one"), storeRevision: 1 },
        { key: "routes/api-7/v1", value: textOf(2, "two"), storeRevision: 2 },
      ];
      const held = keys.filter((key) => others.every((entry) => entry.key !== key)).toSorted();
      const isRight = (given: HolderSnapshot): void => {
        expect(given.storeRevision).toBe(2);
        expect(given.entries.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual(others);
        expect(given.held.toSorted()).toEqual(held);
      };
      isRight(await other.read(environment, holds));
      expect(asked).toHaveLength(1500);
      const { events, changes, reaches, close } = record(other, environment, { holds });
      await reaches(2);
      isRight(events[0] as HolderSnapshot & WatchEvent);
      // A change is told whole, and what was held is known to the watch: nothing is told again.
      await store.commit(environment, commitOf(3, { "routes/api-8/v1": "one" }));
      await reaches(3);
      await close();
      expect(changes).toEqual(["routes/api-8/v1@3"]);
      expect(events).toHaveLength(2);
    });

    it("tells nothing after a watch is closed", async () => {
      const closed = record(other, environment);
      const open = record(other, environment);
      await Promise.all([closed.reaches(0), open.reaches(0)]);
      await closed.close();
      await store.commit(environment, commitOf(1, { "routes/a/v1": "one" }));
      await open.reaches(1);
      await open.close();
      expect(closed.revision()).toBe(0);
    });

    it("loses and doubles nothing over broken connections", async () => {
      const recorder = record(other, environment);
      await recorder.reaches(0);
      for (let n = 1; n <= 60; n++) {
        if (n % 20 === 10) await under.interrupt();
        await commitPatiently(store, environment, commitOf(n, { [`routes/api-${n}/v1`]: "x" }));
      }
      await recorder.reaches(60);
      await recorder.close();
      expect(recorder.connections.filter((state) => state === "lost").length).toBeGreaterThanOrEqual(1);
      expect(recorder.connections.at(-1)).toBe("connected");
      expect(recorder.changes).toEqual(
        Array.from({ length: 60 }, (_, i) => `routes/api-${i + 1}/v1@${i + 1}`),
      );
      expect(recorder.events.filter((event) => event.kind === "snapshot")).toHaveLength(1);
    });

    it("is unavailable while it is gone, and watches heal", async () => {
      await store.commit(environment, commitOf(1, { "routes/a/v1": "one" }));
      const before = record(other, environment);
      await before.reaches(1);
      await under.outage();
      const during = record(other, environment);
      try {
        const calls = [
          store.read(environment),
          store.get(environment, "routes/a/v1"),
          store.commit(environment, commitOf(2, { "routes/a/v1": "two" })),
          store.listStatus(environment),
        ];
        for (const result of await Promise.allSettled(calls)) {
          expect(result).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
        }
        await eventually("the watch is lost", () => before.connections.at(-1) === "lost");
        expect(during.events).toEqual([]);
      } finally {
        await under.recover();
      }
      await commitPatiently(store, environment, commitOf(2, { "routes/a/v1": "two" }));
      await Promise.all([before.reaches(2), during.reaches(2)]);
      await Promise.all([before.close(), during.close()]);
      expect(before.changes).toEqual(["routes/a/v1@2"]);
      expect(during.events[0]?.kind).toBe("snapshot");
      expect(during.state).toEqual(before.state);
    });

    it("tells of an emptied store by a snapshot with a lower revision", async () => {
      await store.commit(environment, commitOf(1, { "routes/a/v1": "one" }));
      const recorder = record(other, environment);
      await recorder.reaches(1);
      await under.wipe(environment);
      await eventually("the loss is told", () => recorder.revision() === 0);
      expect(recorder.events.at(-1)).toEqual({
        kind: "snapshot",
        storeRevision: 0,
        entries: [],
        held: [],
      });
      await store.commit(environment, { ...commitOf(8, { "routes/a/v1": "again" }), expectedRevision: 0 });
      await recorder.reaches(8);
      await recorder.close();
      expect(recorder.state.get("routes/a/v1")).toBe(textOf(8, "again"));
    });
  });
  describeStatusContract(name, under);
}
