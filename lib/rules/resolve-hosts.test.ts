import { expect, it } from "vitest";
import { resolveHosts } from "./resolve-hosts.ts";

const known: Record<string, string[]> = { "a.example.com": ["10.0.0.1", "::FFFF:10.0.0.2"] };
const lookUp = (host: string) =>
  known[host] ? Promise.resolve(known[host]) : Promise.reject(new Error(`no ${host}`));

it("writes every address in one way, and knows none of what does not resolve", async () => {
  const hosts = ["a.example.com", "b.example.com", "10.0.0.2", "[::ffff:a00:1]", "[2001:DB8:0:0::1]"];
  expect(Object.fromEntries(await resolveHosts(hosts, lookUp))).toEqual({
    "a.example.com": ["10.0.0.1", "10.0.0.2"],
    "b.example.com": [],
    "10.0.0.2": ["10.0.0.2"],
    "[::ffff:a00:1]": ["10.0.0.1"],
    "[2001:DB8:0:0::1]": ["2001:db8::1"],
  });
});

it("resolves a name of this machine", async () => {
  expect((await resolveHosts(["localhost"])).get("localhost")).toContain("127.0.0.1");
});
