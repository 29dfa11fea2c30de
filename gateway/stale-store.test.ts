import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ResolvedStale } from "#lib/fallback";
import { newSealingKey } from "#lib/signing";
import { Keyring } from "./keyring.ts";
import { StaleDisk } from "./stale-disk.ts";
import { StaleStore } from "./stale-store.ts";
import { bodyTap } from "./stale-tap.ts";

/* Last good answers of several workers, which share a folder and no memory. */

let folder: string;
let keys: Keyring;
let first: StaleStore;
let second: StaleStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "understudy-stale-"));
  keys = new Keyring({ signingPublicKeys: [], sealingKeys: [newSealingKey()] });
  first = worker();
  second = worker();
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const disk = () => new StaleDisk({ folder, keys, log: pino({ level: "silent" }) });
const worker = () => new StaleStore(1e6, disk());

const target = {
  id: "kept",
  kind: "stale",
  maxStaleMs: 60_000,
  isolateBy: "public",
  maxEntryBytes: 1_000,
  varyBy: ["accept-language"],
} as unknown as ResolvedStale;

const asking = (language?: string) => ({
  routeKey: "routes/shop/v1",
  host: "shop.example",
  path: "/x",
  query: "",
  bodyBytes: 0,
  header: (name: string) => (name === "accept-language" ? language : undefined),
  isPassedOn: () => true,
});

/** In seconds. */
interface At {
  atS: number;
  language?: string;
  cacheControl?: string;
}

/** In bytes. */
interface Size {
  body?: number;
  headers?: number;
  varied?: number;
  lines?: number;
}

const OK = { status: 200, headers: [], contentLength: -1, trailer: "" };

/** Keeps an answer and has it written. */
async function keep(store: StaleStore, text: string, at: At): Promise<void> {
  const { atS, language, cacheControl } = at;
  const headers = cacheControl === undefined ? [] : ["Cache-Control", cacheControl];
  const head = { status: 200, headers, contentLength: text.length, trailer: "" };
  store.put(target, asking(language), { head, body: Buffer.from(text), nowMs: atS * 1000 });
  await store.stop();
}

async function give(store: StaleStore, atS: number, language?: string): Promise<string | undefined> {
  await store.fetch(target, asking(language), atS * 1000);
  return store.get(target, asking(language), atS * 1000)?.body.toString();
}

test("an expired answer in memory hides no fresh one on disk", async () => {
  await keep(first, "old", { atS: 0 });
  await keep(second, "new", { atS: 50 });
  expect(await give(first, 70)).toBe("new");
  expect(await give(first, 111)).toBeUndefined();
});

test("a worker's older answer is not written over another's newer one", async () => {
  await keep(first, "old", { atS: 0, language: "de" });
  await keep(second, "new", { atS: 50, language: "de" });
  await keep(first, "other", { atS: 55, language: "en" });
  expect(await give(second, 56, "en")).toBe("other");
  expect(await give(first, 70, "de")).toBe("new");
});

test("an answer from before the clock was set back stays in no newer one's way", async () => {
  await keep(second, "future", { atS: 5_000 });
  await keep(first, "now", { atS: 50 });
  expect(await give(worker(), 60)).toBe("now");
});

test("a file is of use for as long as the answer in it that may be given out longest", async () => {
  const SHORT = "max-age=1, stale-if-error=1";
  const endsAtS = async () => {
    const [name = ""] = (await readdir(folder, { recursive: true })).filter((path) => path.includes("/"));
    return (await stat(join(folder, name))).mtimeMs / 1000;
  };
  await keep(first, "brief", { atS: 10, language: "de", cacheControl: SHORT });
  expect(await endsAtS()).toBe(12);
  await keep(second, "long", { atS: 20, language: "en" });
  await keep(first, "brief", { atS: 30, language: "de", cacheControl: SHORT });
  expect(await endsAtS()).toBeGreaterThanOrEqual(80);
});

describe("a target that tells more clients apart than before gives none of what it kept then", () => {
  const loose = { ...target, varyBy: [] };

  test.each([
    ["by a header", { varyBy: ["X-User"] }],
    ["by who calls", { varyBy: [], isolateBy: "consumer" as const }],
    ["by what they send to be known by", { varyBy: [], isolateBy: "authorization" as const }],
  ])("%s, in memory and on disk", async (_by, tighter) => {
    const body = Buffer.from("of Alice");
    first.put(loose, asking(), { head: OK, body, nowMs: 0 });
    await first.stop();
    const now = { ...target, ...tighter };
    for (const store of [first, second]) {
      await store.fetch(now, asking(), 0);
      expect(store.get(now, asking(), 0)).toBeUndefined();
      await store.fetch(loose, asking(), 0);
      expect(store.get(loose, asking(), 0)?.body).toEqual(body);
    }
  });

  test("but for headers that it names otherwise", () => {
    first.put({ ...target, varyBy: ["X-User", "accept"] }, asking(), {
      head: OK,
      body: Buffer.from("same"),
      nowMs: 0,
    });
    expect(first.get({ ...target, varyBy: ["Accept", "x-user"] }, asking(), 0)?.body.toString()).toBe("same");
  });
});

describe("what is kept", () => {
  const BOUND_BYTES = 100_000;

  test.each([
    ["a body", { body: 9_000 }],
    ["its headers", { headers: 9_000 }],
    ["what Vary names", { varied: 9_000 }],
    ["many headers", { lines: 350 }],
  ])(
    "counts against the bound of memory: %s",
    (_what, { body = 0, headers = 0, varied = 0, lines = 0 }: Size) => {
      const store = new StaleStore(BOUND_BYTES);
      const of = (i: number) => ({ ...asking("x".repeat(varied)), path: `/${i}` });
      const fields = ["X-Long", "h".repeat(headers), ...Array.from({ length: lines }, () => ["", ""]).flat()];
      const head = { status: 200, headers: fields, contentLength: body, trailer: "" };
      const wide = { ...target, maxEntryBytes: 10_000 };
      for (let i = 0; i < 12; i++) store.put(wide, of(i), { head, body: Buffer.alloc(body), nowMs: 0 });
      const kept = Array.from({ length: 12 }, (_, i) => store.get(wide, of(i), 0) !== undefined);
      // Each takes ten to twenty thousand bytes.
      expect(kept.filter(Boolean).length).toBeLessThan(BOUND_BYTES / 9_000);
      expect(kept.at(-1)).toBe(true);
    },
  );

  test("counts against the bound of what waits for the disk, headers too", async () => {
    const waiting = disk();
    const long = "h".repeat(20 * 1024 * 1024);
    const entry = { status: 200, headers: ["X-Long", long], body: Buffer.alloc(0), ageS: 0, vary: [] };
    const entries = [{ ...entry, storedAtMs: 0, usableUntilMs: 1 }];
    for (const key of ["one", "two"]) waiting.put(key, { entries, nowMs: 0, untilMs: 1 });
    expect([(await waiting.read("one")).length, (await waiting.read("two")).length]).toEqual([1, 0]);
    await waiting.flush();
  });

  test("is bytes of its own, as it comes and from disk", async () => {
    const passing = { request: { ...asking(), method: "GET" }, answer: { head: OK } };
    const services = { stale: first, clock: { now: () => 0 } };
    const tap = bodyTap(services, { keepFor: [target] } as never, passing as never);
    tap?.chunk(Buffer.from("small"));
    tap?.whole();
    await first.stop();
    for (const store of [first, second]) {
      await store.fetch(target, asking(), 0);
      expect(store.get(target, asking(), 0)?.body.buffer.byteLength).toBe(5);
    }
  });
});
