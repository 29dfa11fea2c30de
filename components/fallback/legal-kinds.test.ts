import { expect, it } from "vitest";
import type { UnboundPolicy, UnboundTarget } from "#lib/fallback/schema";
import { newTarget, type AddedKind } from "./chain-edit.ts";
import { legalKinds } from "./legal-kinds.ts";

function chainOf(...kinds: AddedKind[]): UnboundPolicy {
  const chain = kinds.reduce<UnboundTarget[]>((made, kind) => [...made, newTarget(kind, made)], []);
  return { apiVersion: "fallback/v1", id: "orders", chain };
}

it.each<[string, [UnboundPolicy, number], AddedKind[]]>([
  ["an empty chain takes an upstream or a static answer", [chainOf(), 0], ["http", "api", "static"]],
  ["before everything: an upstream", [chainOf("http", "static"), 0], ["http", "api"]],
  ["between: all that does not end the chain", [chainOf("http", "static"), 1], ["http", "api", "stale"]],
  ["after a static answer: nothing", [chainOf("http", "static"), 2], []],
  [
    "at an open end: not a stored answer, which may be absent",
    [chainOf("http"), 1],
    ["http", "api", "static"],
  ],
  ["a full chain: nothing", [chainOf(...Array<AddedKind>(8).fill("http")), 3], []],
])("%s", (_, [policy, at], kinds) => {
  expect(legalKinds(policy, at)).toEqual(kinds);
});
