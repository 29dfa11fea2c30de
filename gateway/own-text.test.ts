import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { knownHeader } from "./header-names.ts";
import { ownBytes, ownText } from "./own-text.ts";
import { StaleStore } from "./stale-store.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const TEXTS = 200;
/** Longer ones are not on the heap. */
const TEXT_BYTES = 512 * 1024;
/** Of the 100 MB that the texts are, and more than what is meant to be kept. */
const KEPT_MAX_BYTES = 20 * 1024 * 1024;

/** What stays of `keep` of a piece of each of two hundred long texts, or of all of it. */
function kept(keep: (piece: string, index: number, text: string) => void): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < TEXTS; i++) {
    const text = Buffer.alloc(TEXT_BYTES, `x-some-header-name-${i} `).toString("latin1");
    keep(text.slice(0, text.indexOf(" ")), i, text);
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

test.each(["its headers", "what the client sent", "the address that was asked"])(
  "a last good answer does not keep the message it was read from: %s",
  (from) => {
    const store = new StaleStore(KEPT_MAX_BYTES, undefined);
    const target = { maxStaleMs: 60_000, maxEntryBytes: 1_000, isolateBy: "public", varyBy: ["x-user"] };
    const put = (piece: string, index: number, text: string) =>
      store.put(
        target as unknown as Parameters<StaleStore["put"]>[0],
        {
          routeKey: "shop",
          host: "",
          path: `/${index}`,
          query: from === "the address that was asked" ? `?${text}` : "",
          bodyBytes: 0,
          header: () => (from === "what the client sent" ? piece : undefined),
          isPassedOn: () => true,
        },
        {
          head: {
            status: 200,
            headers: ["X-Shown", from === "its headers" ? piece : ""],
            contentLength: 2,
            trailer: "",
          },
          body: Buffer.from("{}"),
          nowMs: 0,
        },
      );
    expect(kept(put)).toBeLessThan(KEPT_MAX_BYTES);
  },
);

test("small bytes of their own keep no others", () => {
  const own = ownBytes([Buffer.from("ab"), Buffer.from("c")], 3);
  expect(own.toString()).toBe("abc");
  expect(own.buffer.byteLength).toBe(3);
});

test("a copy is the same text, whatever is in it", () => {
  for (const text of ["", "plain", "d\xe9j\xe0 vu, \xff", "\u0141\u2713"]) expect(ownText(text)).toBe(text);
});
