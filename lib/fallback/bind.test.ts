import { describe, expect, it } from "vitest";
import { bindPolicy } from "./bind.ts";
import { FallbackPolicy, type Finding, type Target, type UnboundPolicy } from "./schema.ts";

const sorry: Target = { id: "sorry", kind: "static", status: 503 };
const summary = (findings: Finding[]) =>
  findings.map((finding) => `${finding.severity} ${finding.code} ${finding.path.join(".")}`);

describe("bindPolicy", () => {
  const unbound: UnboundPolicy = {
    apiVersion: "fallback/v1",
    id: "x",
    chain: [{ id: "a", kind: "http" }, { id: "constructor", kind: "http" }, sorry],
  };
  const binding = { endpoints: [{ url: "https://a.example" }] };

  it("joins each http target with its binding", () => {
    const bound = bindPolicy(unbound, { a: binding, constructor: binding });
    expect(bound).toMatchObject({
      ok: true,
      policy: { chain: [{ id: "a", ...binding }, binding, { id: "sorry" }] },
    });
    expect(FallbackPolicy.safeParse(bound.ok && bound.policy).success).toBe(true);
  });

  it("names every missing and every unknown binding", () => {
    const bound = bindPolicy(unbound, { sorry: binding, gone: binding });
    expect(bound.ok ? [] : summary(bound.findings)).toEqual([
      "error missing-binding bindings.a",
      "error missing-binding bindings.constructor",
      "error unknown-binding bindings.sorry",
      "error unknown-binding bindings.gone",
    ]);
  });

  it("binds what it can all the same", () => {
    const bound = bindPolicy(unbound, { constructor: binding });
    expect(bound.ok ? [] : bound.partly.chain).toEqual([
      { id: "a", kind: "http" },
      { id: "constructor", kind: "http", ...binding },
      sorry,
    ]);
  });
});
