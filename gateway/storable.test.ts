import { describe, expect, it } from "vitest";
import { isStorable, usableMs } from "./storable.ts";

const head = (headers: string[] = [], status = 200, contentLength = 5) => ({
  status,
  headers,
  contentLength,
  trailer: "",
});
const request = (headers: Record<string, string> = {}) => ({ header: (name: string) => headers[name] });
const PUBLIC = { isolateBy: "public", maxEntryBytes: 10 } as const;
const OWN = { isolateBy: "consumer", maxEntryBytes: 10 } as const;

const stores = (value: string, target: typeof PUBLIC | typeof OWN = OWN) =>
  isStorable(target, request(), head(["Cache-Control", value]));

describe("isStorable", () => {
  it.each([
    ["", true],
    ["max-age=60", true],
    ["public, max-age=60, immutable", true],
    ["no-store", false],
    ["max-age=60,NO-STORE", false],
    ["private", false],
    ['private="x-a"', false],
    ["no-cache", false],
    ['no-cache="set-cookie"', false],
    ["max-age=0, must-revalidate", false],
    ["proxy-revalidate", false],
    ["s-maxage=60", false],
    ["max-age=0, must-revalidate, stale-if-error=60", true],
    ["no-store, stale-if-error=60", false],
    ["private, stale-if-error=60", false],
    ["x-no-store-like", true],
    ['ext="a, no-store"', true],
  ])("Cache-Control: %s → %s", (value, allowed) => {
    expect(stores(value)).toBe(allowed);
    expect(stores(value, PUBLIC)).toBe(allowed);
  });

  it("reads every Cache-Control line", () => {
    const lines = ["cache-control", "max-age=1", "X", "y", "CACHE-CONTROL", "no-store"];
    expect(isStorable(OWN, request(), head(lines))).toBe(false);
  });

  it.each([
    ["another status than 200", head([], 206)],
    ["more than fits", head([], 200, 11)],
    ["a cookie", head(["Set-Cookie", "a=b"])],
    ["Vary: *", head(["Vary", "accept, *"])],
  ])("refuses %s", (_what, answer) => {
    expect(isStorable(OWN, request(), answer)).toBe(false);
    expect(isStorable(OWN, request(), head())).toBe(true);
  });

  it.each(["authorization", "x-api-key", "cookie"])(
    "keeps nothing for all that was said to a client with %s",
    (name) => {
      expect(isStorable(PUBLIC, request({ [name]: "x" }), head())).toBe(false);
      expect(isStorable(OWN, request({ [name]: "x" }), head())).toBe(true);
    },
  );

  it("obeys a client that wants nothing kept", () => {
    expect(isStorable(OWN, request({ "cache-control": "no-store" }), head())).toBe(false);
    expect(isStorable(OWN, request({ "cache-control": "no-cache" }), head())).toBe(true);
  });
});

describe("usableMs", () => {
  it.each([
    ["max-age=60", 0, Number.POSITIVE_INFINITY],
    ["max-age=60, stale-if-error=30", 0, 90_000],
    ["max-age=60, stale-if-error=30", 50, 40_000],
    ["max-age=60, stale-if-error=30", 80, 30_000],
    ["s-maxage=10, max-age=60, stale-if-error=0", 0, 10_000],
    ["stale-if-error=30", 0, 30_000],
    ["stale-if-error=soon", 0, Number.POSITIVE_INFINITY],
  ])("%s at age %d: %d ms", (value, ageS, ms) => {
    expect(usableMs(head(["Cache-Control", value]), ageS)).toBe(ms);
  });
});
