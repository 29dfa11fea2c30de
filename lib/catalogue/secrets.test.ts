import { describe, expect, it } from "vitest";
import { bindPolicy, validatePolicy } from "#lib/fallback";
import type { Bindings, UnboundPolicy } from "#lib/fallback/schema";
import { loadSealingKey, newSealingKey, reseal } from "#lib/signing";
import { maskBindings, sealBindings } from "./secrets.ts";

const key = loadSealingKey(newSealingKey());
const TARGETS = ["primary", "dr"];
const policy: UnboundPolicy = {
  apiVersion: "fallback/v1",
  id: "p",
  chain: TARGETS.map((id) => ({ id, kind: "http" })),
};

function bindings(...secrets: string[]): Bindings {
  return Object.fromEntries(
    secrets.map((secretRef, at) => {
      const id = TARGETS[at] ?? "";
      const auth = { secretRef, in: "header" as const, name: "x-key" };
      return [id, { endpoints: [{ url: `https://${id}.example` }], auth }];
    }),
  );
}

const sealed = (given: Bindings, stored: Bindings = {}) => sealBindings({ given, stored, key }).bindings;
const secretOf = (of: Bindings, id: string) => of[id]?.auth?.secretRef;

/** What is said of a chain, as whoever sees these bindings judges it. */
function shared(seen: Bindings): string[] {
  const bound = bindPolicy(policy, seen);
  return bound.ok ? validatePolicy(bound.policy).map(({ code, path }) => `${code} ${path.join(".")}`) : [];
}

const SHARED = ["correlated-targets chain.1.auth.secretRef"];

describe("secrets of two targets", () => {
  it("are known to differ, sealed and masked", () => {
    const stored = sealed(bindings("one", "another"));
    expect([shared(stored), shared(maskBindings(stored))]).toEqual([[], []]);
  });

  it("are known to be one, whether typed together, one after the other, or again", () => {
    const together = sealed(bindings("one", "one"));
    expect([shared(together), shared(maskBindings(together))]).toEqual([SHARED, SHARED]);
    const first = sealed(bindings("one", "another"));
    const later = sealed(
      { ...maskBindings(first), dr: bindings("", "one")["dr"] as Bindings[string] },
      first,
    );
    expect([shared(later), shared(maskBindings(later))]).toEqual([SHARED, SHARED]);
    expect(secretOf(sealed(bindings("one", "another"), first), "dr")).toBe(secretOf(first, "dr"));
  });

  it("are still known to be one after the key was changed", () => {
    const next = loadSealingKey(newSealingKey());
    const stored = sealed(bindings("one", "one"));
    const keys = { seal: next, open: [key] };
    const renewed = bindings(...TARGETS.map((id) => reseal(secretOf(stored, id) ?? "", keys)));
    expect(shared(renewed)).toEqual(SHARED);
    expect(maskBindings(renewed)).toEqual(maskBindings(stored));
  });

  it("are not compared where they were sealed apart: what is not known is no warning", () => {
    const apart = bindings(...TARGETS.map((id) => secretOf(sealed(bindings("one", "one")), id) ?? ""));
    const [one, other] = [sealed(bindings("one")), sealed(bindings("one"))];
    expect(shared(apart)).toEqual([]);
    expect(secretOf(one, "primary")).not.toBe(secretOf(other, "primary"));
  });

  it("have masks that say nothing else of them", () => {
    const [one, other] = [sealed(bindings("one")), sealed(bindings("one"))].map(maskBindings);
    expect(secretOf(one ?? {}, "primary")).toMatch(/^sealed:••••[0-9a-f]{8}$/);
    expect(one).not.toEqual(other);
  });
});
