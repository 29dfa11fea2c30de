import { expect, test } from "vitest";
import { readRequestPath } from "./request-path.ts";
import { Router } from "./router.ts";

const match = (pathPrefix: string, more: object = {}) => ({
  hosts: [],
  pathPrefix,
  methods: [],
  stripPrefix: true,
  ...more,
});

function router(routes: Record<string, ReturnType<typeof match>[]>): Router<string> {
  const made = new Router<string>();
  for (const [key, matches] of Object.entries(routes)) made.set(key, matches, key);
  return made;
}

const find = (from: Router<string>, path: string, { host = "h", method = "GET" } = {}) => {
  const found = from.find(host, path, method);
  return found.kind === "found" ? found.entry.route : found.kind;
};

test("the longest prefix on segment boundaries answers", () => {
  const routes = router({
    root: [match("/")],
    a: [match("/a")],
    ab: [match("/a/b")],
    deep: [match("/a/b/c/d")],
  });
  expect(find(routes, "/a")).toBe("a");
  expect(find(routes, "/a/")).toBe("a");
  expect(find(routes, "/ab")).toBe("root");
  expect(find(routes, "/a/b")).toBe("ab");
  expect(find(routes, "/a/bc")).toBe("a");
  expect(find(routes, "/a/b/c")).toBe("ab");
  expect(find(routes, "/a/b/c/d/e/f")).toBe("deep");
  expect(find(routes, "/A")).toBe("root");
});

test("a host's own routes come before those of any host, and methods narrow", () => {
  const routes = router({
    any: [match("/a")],
    own: [match("/a", { hosts: ["shop.example"], methods: ["GET"] })],
    writes: [match("/w", { methods: ["POST"] })],
  });
  expect(find(routes, "/a", { host: "shop.example" })).toBe("own");
  expect(find(routes, "/a", { host: "shop.example", method: "HEAD" })).toBe("own");
  expect(find(routes, "/a", { host: "shop.example", method: "POST" })).toBe("any");
  expect(routes.find("h", "/w", "GET")).toEqual({ kind: "method", allowed: ["POST"] });
  expect(find(routes, "/none")).toBe("none");
});

test("a document's routes are replaced and removed as one", () => {
  const routes = router({ a: [match("/a"), match("/a/x")], b: [match("/a/x/y")] });
  routes.set("a", [match("/b")], "a");
  expect([find(routes, "/a/x"), find(routes, "/b")]).toEqual(["none", "a"]);
  routes.remove("b");
  expect([find(routes, "/a/x/y"), find(routes, "/b"), routes.size]).toEqual(["none", "a", 1]);
});

test("finds among 100 000 routes, whatever their shape", () => {
  const routes = new Router<number>();
  for (let i = 0; i < 50_000; i++) {
    routes.set(`one${i}`, [match(`/api/team/${i}`)], i);
    routes.set(`two${i}`, [match(`/s${i}`, { hosts: [`h${i % 100}.example`] })], i);
  }
  expect(routes.find("x", "/api/team/49999/orders", "GET")).toMatchObject({ entry: { route: 49_999 } });
  expect(routes.find("h7.example", "/s107/x", "GET")).toMatchObject({ entry: { route: 107 } });
  routes.set("one7", [match("/moved")], 7);
  expect(routes.find("x", "/api/team/7", "GET").kind).toBe("none");
});

test("reads request targets", () => {
  expect(readRequestPath("/a/b?x=/../y")).toEqual({ path: "/a/b", query: "?x=/../y", authority: undefined });
  expect(readRequestPath("http://shop.example:80/a?b")).toEqual({
    path: "/a",
    query: "?b",
    authority: "shop.example:80",
  });
  expect(readRequestPath("http://shop.example")?.path).toBe("/");
  expect(readRequestPath("/a//b/")?.path).toBe("/a//b/");
  expect(readRequestPath("/%61dmin/x%2fy%7e")?.path).toBe("/admin/x%2Fy~");
  expect(readRequestPath("/.well-known/a.b..c")?.path).toBe("/.well-known/a.b..c");
});

test.each([
  "/a/../b",
  "/a/..",
  "/./a",
  "/a/%2e%2E/b",
  "/a/.%2e/b",
  "/a/..%2fb",
  "/a%2f..%2fb",
  "/a/..%5cb",
  "/a\\..\\b",
  "/a/..;x=1/b",
  "/a/%2e%2e%3bx/b",
  "/a%",
  "/a%zz",
  "/a#b",
  "/a\u0000",
  "*",
  "",
  "a/b",
  "ftp://x/y",
])("refuses the ambiguous target %j", (target) => {
  expect(readRequestPath(target)).toBeUndefined();
});
