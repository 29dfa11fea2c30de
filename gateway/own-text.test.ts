import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { knownHeader } from "./header-names.ts";
import { ownText } from "./own-text.ts";
import { StaleStore } from "./stale-store.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const TEXTS = 200;
/** Longer ones are not on the heap. */
const TEXT_BYTES = 512 * 1024;
/** Of the 100 MB that the texts are, and more than what is meant to be kept. */
const KEPT_MAX_BYTES = 20 * 1024 * 1024;

/** What stays of `keep` of a piece of each of two hundred long texts. */
function kept(keep: (piece: string, index: number) => void): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < TEXTS; i++) {
    const text = Buffer.alloc(TEXT_BYTES, `x-some-header-name-${i} `).toString("latin1");
    keep(text.slice(0, text.indexOf(" ")), i);
  }
  collect();
  return process.memoryUsage().heapUsed - before;
}

test("a header's name that is remembered does not keep the message it was read from", () => {
  expect(kept((name) => knownHeader(name))).toBeLessThan(KEPT_MAX_BYTES);
  expect(knownHeader("x-some-header-name-7")).toEqual({
    lower: "x-some-header-name-7",
    class: 0,
    isToken: true,
  });
});

test("a last good answer does not keep the message it was read from", () => {
  const store = new StaleStore(KEPT_MAX_BYTES, undefined);
  const target = { maxStaleMs: 60_000, maxEntryBytes: 1_000, isolateBy: "public", varyBy: [] };
  const put = (value: string, index: number) =>
    store.put(
      target as unknown as Parameters<StaleStore["put"]>[0],
      {
        routeKey: "shop",
        host: "",
        path: `/${index}`,
        query: "",
        bodyBytes: 0,
        header: () => undefined,
        isPassedOn: () => true,
      },
      {
        head: { status: 200, headers: ["X-Shown", value], contentLength: 2, trailer: "" },
        body: Buffer.from("{}"),
        nowMs: 0,
      },
    );
  expect(kept(put)).toBeLessThan(KEPT_MAX_BYTES);
});

test("a copy is the same text, whatever is in it", () => {
  for (const text of ["", "plain", "d\xe9j\xe0 vu, \xff", "\u0141\u2713"]) expect(ownText(text)).toBe(text);
});
