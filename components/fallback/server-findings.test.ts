import { expect, it } from "vitest";
import type { DraftFinding } from "#lib/catalogue/schema";
import type { ChainDraft } from "./chain-edit.ts";
import { serverFindings } from "./server-findings.ts";

const SAVED = {
  routes: [],
  policy: {
    chain: [
      { id: "primary", kind: "http" },
      { id: "backup", kind: "http" },
      { id: "other", kind: "api" },
    ],
  },
  bindings: { production: { primary: { endpoints: [{ url: "http://a" }] } }, sandbox: {} },
} as unknown as ChainDraft;
const found = (code: string, path: (string | number)[], environment?: string): DraftFinding => ({
  severity: "warning",
  code,
  path,
  message: code,
  ...(environment === undefined ? {} : { environment }),
});
const OF_THE_SERVER = [
  found("rule:fallback-present", ["chain"]),
  found("rule:fallback-failure-domain", ["chain", 2], "production"),
  found("never-exercised", ["chain", 1], "production"),
  found("contract-mismatch", ["chain", 1]),
  found("cycle", ["chain", 2], "production"),
  found("shared-address", ["chain", 2], "production"),
  found("egress-refused", ["bindings", "primary", "endpoints", 0], "production"),
  found("never-exercised", ["chain", 1], "sandbox"),
  found("replay-without-dedup", ["replay", "nonIdempotent"], "production"),
  found("plain-http-fallback", ["chain", 1, "endpoints", 0, "url"], "production"),
];
const shown = (draft: ChainDraft, etag = 1) =>
  serverFindings({ etag: 1, findings: OF_THE_SERVER }, { draft, saved: SAVED, etag }, "production");
const codes = (...args: Parameters<typeof shown>) => shown(...args).map(({ code }) => code);

it("shows all that the server found here, as long as the draft is as it was judged", () => {
  expect(codes(SAVED)).toEqual(
    OF_THE_SERVER.filter(({ environment }) => environment !== "sandbox").map(({ code }) => code),
  );
  expect(shown(SAVED).at(-1)?.path).toEqual(["bindings", "backup", "endpoints", 0, "url"]);
  expect(codes(structuredClone(SAVED)), "an edit that was taken back by hand").toEqual(codes(SAVED));
});

it("takes back what was found of something that was edited since", () => {
  const chain = SAVED.policy.chain.map((target, at) => (at === 1 ? { ...target, maxConcurrent: 5 } : target));
  expect(codes({ ...SAVED, policy: { ...SAVED.policy, chain } })).toEqual(["cycle", "egress-refused"]);
  const production = { primary: { endpoints: [{ url: "http://b" }] } };
  const bindings = { ...SAVED.bindings, production } as ChainDraft["bindings"];
  expect(codes({ ...SAVED, bindings })).toEqual(["never-exercised", "contract-mismatch", "cycle"]);
});

it("takes back what was found of all of it when somebody else saved", () => {
  expect(codes(SAVED, 2)).toEqual(["never-exercised", "contract-mismatch", "cycle", "egress-refused"]);
});
