import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ResolvedStale } from "#lib/fallback";
import { newSealingKey } from "#lib/signing";
import { Keyring } from "./keyring.ts";
import { StaleDisk } from "./stale-disk.ts";
import { StaleStore } from "./stale-store.ts";

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

const worker = () => new StaleStore(1e6, new StaleDisk({ folder, keys, log: pino({ level: "silent" }) }));

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
