import { expect, it } from "vitest";
import { resolvePolicy, validatePolicy, type ResolvedHttp } from "#lib/fallback";
import { http, policy } from "./test-gateway.ts";
import { assertSendable } from "./sendable.ts";

const target = (more: object) =>
  resolvePolicy(policy([http("a", "http://x.example", more)])).chain[0] as ResolvedHttp;

it("takes what HTTP can carry", () => {
  const fine = target({
    host: { mode: "set", value: "inner.example:8080" },
    rewrite: { addPrefix: "/\xe4/%20" },
    health: { active: { type: "http", path: "/healthz?x=1", intervalMs: 1000, timeoutMs: 100 } },
  });
  expect(() => assertSendable(fine, ["x-a", "1\t\xe4", "Authorization", "Bearer x"])).not.toThrow();
});

it.each([
  ["a line break in a value", {}, ["x-a", "1\r\nx-b: 2"]],
  // Written as latin1 these would become CR and LF.
  ["a line break in disguise", {}, ["x-a", "1\u010d\u010ax-b: 2"]],
  ["NUL in a value", {}, ["x-a", "\0"]],
  ["a name that is none", {}, ["x a", "1"]],
  ["a length", {}, ["Content-Length", "5"]],
  ["a coding", {}, ["transfer-encoding", "chunked"]],
  ["a connection header", {}, ["Connection", "close"]],
  ["a host with a line break", { host: { mode: "set", value: "a\r\nx-b: 2" } }, []],
  ["a host in disguise", { host: { mode: "set", value: "a\u010d\u010ab" } }, []],
  ["a prefix with a blank", { rewrite: { addPrefix: "/a b" } }, []],
  ["a prefix in disguise", { rewrite: { addPrefix: "/\u0120HTTP" } }, []],
  [
    "a health path in disguise",
    { health: { active: { type: "http", path: "/\u010d\u010a", intervalMs: 1000, timeoutMs: 100 } } },
    [],
  ],
])("refuses %s", (_name, more, added) => {
  expect(() => assertSendable(target(more), added)).toThrow(/not allowed there|can have|can set/);
});

it.each([
  ..."Connection Content-Length Expect Host HTTP2-Settings Keep-Alive Proxy-Authenticate Proxy-Authorization".split(
    " ",
  ),
  ..."Proxy-Connection TE Trailer Transfer-Encoding Upgrade X-Request-Deadline-Ms content_length".split(" "),
  ..."Authorization X-Forwarded-For X-Request-Id Via Cookie Accept x_custom".split(" "),
])("the portal and the gateway agree on whether a target may set %s", (name) => {
  const given = policy([http("a", "http://x.example", { rewrite: { setHeaders: { [name]: "x" } } })]);
  const isReserved = validatePolicy(given).some(({ code }) => code === "reserved-header");
  expect(isRefused(name)).toBe(isReserved);
});

function isRefused(name: string): boolean {
  try {
    assertSendable(target({}), [name, "x"]);
    return false;
  } catch {
    return true;
  }
}
