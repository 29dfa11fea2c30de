import { describe, expect, it } from "vitest";
import type { Finding, TargetBinding, UnboundPolicy } from "#lib/fallback/schema";
import type { ChainDraft } from "./chain-edit.ts";
import { localFindings, refusedFindings } from "./local-findings.ts";

it("puts what a save was refused for at the fields it names, in the environment that is shown", () => {
  const refused = (...path: (string | number)[]) => ({ path, message: path.join(".") });
  const found = refusedFindings(
    [
      refused("policy", "chain", 1, "apiId"),
      refused("routes", 0, "pathPrefix"),
      refused("bindings", "production", "primary", "auth", "secretRef"),
      refused("bindings", "sandbox", "primary", "auth", "secretRef"),
      refused("etag"),
    ],
    "production",
  );
  expect(found.map(({ path }) => path)).toEqual([
    ["chain", 1, "apiId"],
    ["routes", 0, "pathPrefix"],
    ["bindings", "primary", "auth", "secretRef"],
  ]);
  expect(refusedFindings(undefined, "production")).toEqual([]);
});

const at = (url: string, more: Partial<TargetBinding> = {}): TargetBinding => ({
  endpoints: [{ url }],
  ...more,
});

function draftOf(bindings: Record<string, TargetBinding>, policy: Partial<UnboundPolicy> = {}): ChainDraft {
  const chain: UnboundPolicy["chain"] = [
    { id: "primary", kind: "http" },
    { id: "backup", kind: "http" },
    { id: "sorry", kind: "static", status: 503 },
  ];
  return {
    routes: [{ hosts: [], pathPrefix: "/orders", methods: [], stripPrefix: true }],
    policy: { apiVersion: "fallback/v1", id: "orders", chain, ...policy },
    bindings: { production: bindings },
  };
}

const said = (findings: readonly Finding[]) => findings.map(({ code, path }) => `${code} ${path.join(".")}`);
const foundIn = (...args: Parameters<typeof draftOf>) => said(localFindings(draftOf(...args), "production"));

describe("a draft that is not whole yet", () => {
  const wrong: Partial<UnboundPolicy> = { triggers: { status: [403] } };
  const primary = at("https://a.example");

  it("is judged beside the address it lacks", () => {
    const [missing, ...others] = foundIn({ primary }, wrong);
    expect(missing).toBe("missing-binding bindings.backup");
    expect(others).toEqual([expect.stringContaining("triggers.status")]);
    expect(others).toEqual(foundIn({ primary, backup: at("https://b.example") }, wrong));
  });

  it("is judged by the addresses it has", () => {
    const chain = [...draftOf({}).policy.chain.slice(0, 2), { id: "late", kind: "http" as const }];
    expect(foundIn({ primary, backup: at("http://b.example") }, { chain })).toEqual([
      "missing-binding bindings.late",
      "plain-http-fallback bindings.backup.endpoints.0.url",
    ]);
  });

  it("is judged while an address is being written, which counts as none", () => {
    const [shape, ...others] = foundIn({ primary, backup: at("b.example") }, wrong);
    expect(shape).toBe("shape bindings.backup.endpoints.0.url");
    expect(others).toEqual([expect.stringContaining("triggers.status")]);
  });
});

it.each<[string, TargetBinding]>([
  ["plain-http-fallback bindings.backup.endpoints.0.url", at("http://b.example")],
  ["correlated-targets bindings.backup.endpoints.0.url", at("https://a.example")],
  ["tls-not-verified bindings.backup.tls.verify", at("https://b.example", { tls: { verify: false } })],
  ["no-weight bindings.backup.endpoints", { endpoints: [{ url: "https://b.example", weight: 0 }] }],
  [
    "reserved-header bindings.backup.auth.name",
    at("https://b.example", { auth: { in: "header", name: "Content-Length", secretRef: "env:UPSTREAM_B" } }),
  ],
])("says at the field where it is edited: %s", (expected, backup) => {
  expect(foundIn({ primary: at("https://a.example"), backup })).toEqual([expected]);
});
