import { describe, expect, it } from "vitest";
import { RouteMatch } from "./schema.ts";

const accepts = (of: object) => RouteMatch.safeParse({ pathPrefix: "/orders", ...of }).success;

describe("RouteMatch", () => {
  it.each(["/", "/a", "/A/~x", "/a%2Fb", "/a%20b", "/a.b/..c", "/a/..."])(
    "takes the path %s",
    (pathPrefix) => {
      expect(accepts({ pathPrefix })).toBe(true);
    },
  );

  it.each([
    "",
    "a",
    "/a/",
    "//",
    "/a b",
    "/ü",
    "/a?b",
    "/.",
    "/a/../b",
    "/%2e%2E/a",
    "/a/.%2e",
    "/%",
    "/%zz",
    "/a%2",
  ])("refuses the path %s", (pathPrefix) => {
    expect(accepts({ pathPrefix })).toBe(false);
  });

  it.each(["example.com", "a", "1.2.3.4", "xn--bcher-kva.de", "a-b.c"])("takes the host %s", (host) => {
    expect(accepts({ hosts: [host] })).toBe(true);
  });

  it.each([
    "",
    "*",
    "*.example.com",
    "A.com",
    "a..b",
    "a.",
    ".a",
    "-a",
    "a-.b",
    "a:80",
    "[::1]",
    "bücher.de",
  ])("refuses the host %s", (host) => {
    expect(accepts({ hosts: [host] })).toBe(false);
  });
});
