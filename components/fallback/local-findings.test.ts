import { expect, it } from "vitest";
import type { DraftFinding } from "#lib/catalogue/schema";
import type { ChainDraft } from "./chain-edit.ts";
import { refusedFindings, serverFindings } from "./local-findings.ts";

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
  found("rule:fallback-failure-domain", ["chain", 1], "production"),
  found("shared-address", ["chain", 1, "endpoints", 0, "url"], "production"),
  found("never-exercised", ["chain", 1], "production"),
  found("contract-mismatch", ["chain", 1]),
  found("cycle", ["chain", 2], "production"),
  found("egress-refused", ["bindings", "primary", "endpoints", 0], "production"),
  found("never-exercised", ["chain", 1], "sandbox"),
  found("worst-case-exceeds-deadline", ["chain", 1], "production"),
  found("no-last-answer", ["chain", 1]),
];
const shown = (draft: ChainDraft) =>
  serverFindings(OF_THE_SERVER, { draft, saved: SAVED }, "production").map(({ code }) => code);

it("shows what only the server can find, and not again what is found in the browser", () => {
  expect(shown(SAVED)).toEqual([
    "rule:fallback-present",
    "rule:fallback-failure-domain",
    "shared-address",
    "never-exercised",
    "contract-mismatch",
    "cycle",
    "egress-refused",
  ]);
});

it("takes back what was found of something that was edited since", () => {
  const chain = SAVED.policy.chain.map((target, at) => (at === 1 ? { ...target, maxConcurrent: 5 } : target));
  expect(shown({ ...SAVED, policy: { ...SAVED.policy, chain } })).toEqual(["cycle", "egress-refused"]);
  const production = { primary: { endpoints: [{ url: "http://b" }] } };
  const bindings = { ...SAVED.bindings, production } as ChainDraft["bindings"];
  expect(shown({ ...SAVED, bindings })).toEqual(["never-exercised", "contract-mismatch", "cycle"]);
});
