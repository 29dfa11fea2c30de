import { expect, it } from "vitest";
import type { FallbackPolicy, UnboundPolicy } from "#lib/fallback/schema";
import { sharedAddresses } from "./shared-addresses.ts";

const ADDRESSES = new Map([
  ["a.example", ["10.0.0.1"]],
  ["b.example", ["10.0.0.1", "10.0.0.2"]],
  ["c.example", ["10.0.0.2"]],
  ["unknown.example", []],
]);

function found(chain: Record<string, string[]>, kinds: Record<string, "api"> = {}) {
  const ids = [...new Set(Object.keys(chain).map((id) => id.split("/")[0] ?? ""))];
  // Cast: of the targets only ids and addresses are looked at.
  const policy = { chain: ids.map((id) => ({ id, kind: kinds[id] ?? "http" })) } as UnboundPolicy;
  const served = {
    chain: Object.entries(chain).map(([id, hosts]) => ({
      id,
      kind: "http",
      endpoints: hosts.map((host) => ({ url: `https://${host}` })),
    })),
  } as FallbackPolicy;
  const environments = [
    { id: "env_1", slug: "production", served },
    { id: "env_2", slug: "sandbox", served: undefined },
  ];
  return sharedAddresses({ policy, environments }, ADDRESSES).map(
    ({ path, message, environment }) => `${environment} ${path.join(".")} ${message}`,
  );
}

it("names every pair of targets that two names lead to one server, also where another fallback is elsewhere", () => {
  expect(
    found({ one: ["a.example"], two: ["b.example"], three: ["unknown.example"], four: ["c.example"] }),
  ).toEqual([
    'production chain.1.endpoints.0.url b.example leads to an IP address of "one": one failure may take both.',
    'production chain.3.endpoints.0.url c.example leads to an IP address of "two": one failure may take both.',
  ]);
  expect(found({ one: ["a.example"], two: ["c.example"], three: ["b.example"] })).toEqual([
    'production chain.2.endpoints.0.url b.example leads to an IP address of "one" and "two": one failure may take both.',
  ]);
});

it("says nothing of names that are the same, lead elsewhere or nowhere", () => {
  expect(found({ one: ["a.example"], two: ["a.example"] })).toEqual([]);
  expect(found({ one: ["a.example"], two: ["c.example"], three: ["unknown.example"] })).toEqual([]);
  expect(found({ one: ["unknown.example"], two: ["unresolved.example"] })).toEqual([]);
});

it("does not say where another API's targets are, and leaves what they share among themselves to it", () => {
  expect(
    found(
      { one: ["a.example"], "other/x": ["b.example"], "other/y": ["b.example", "c.example"] },
      { other: "api" },
    ),
  ).toEqual([
    'production chain.1 One of its targets shares an IP address with "one": one failure may take both.',
  ]);
});
