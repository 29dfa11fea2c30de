import { expect, it } from "vitest";
import type { Draft, DraftFinding } from "#lib/catalogue/schema";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { editorFindings } from "./editor-findings.ts";
import { startEditing } from "./editor-state.ts";

const OF_THE_CHAIN: DraftFinding = {
  severity: "error",
  code: "replay-without-dedup",
  path: ["replay", "nonIdempotent"],
  message: 'A request may be executed twice: "other/a", "other/b".',
  environment: "production",
};

/** A chain of another API with two upstreams, which only the server can see. */
function draftOf({ findings = [], ...more }: Partial<Draft> = {}): Draft {
  const policy: UnboundPolicy = {
    apiVersion: "fallback/v1",
    id: "orders",
    chain: [
      { id: "other", kind: "api", apiId: "inventory", version: "v1", entry: "full_policy" },
      { id: "sorry", kind: "static", status: 503 },
    ],
    replay: { nonIdempotent: "always" },
  };
  return {
    api: "orders",
    version: "v1",
    etag: 1,
    routes: [{ hosts: [], pathPrefix: "/orders", methods: [], stripPrefix: true }],
    policy,
    bindings: {},
    bindingsHidden: false,
    findings,
    standIns: [],
    savedBy: null,
    mayUpdate: true,
    mayPublish: true,
    ...more,
  };
}

function judged(draft: Draft, edit: (policy: UnboundPolicy) => UnboundPolicy = (policy) => policy) {
  const { routes, policy, bindings, etag } = draft;
  const state = startEditing({ routes, policy, bindings }, etag);
  const edited = { ...state, draft: { ...state.draft, policy: edit(policy) } };
  return editorFindings(draft, edited, { environment: "production", refused: undefined });
}

it("says of the chain with other APIs in it what the server found, until it is edited", () => {
  const draft = draftOf({ findings: [OF_THE_CHAIN] });
  expect(judged(draft)).toEqual({ findings: [OF_THE_CHAIN], unjudged: undefined });
  const edited = judged(draft, (policy) => ({ ...policy, budget: { maxAttempts: 3 } }));
  expect(edited).toEqual({ findings: [], unjudged: "edited" });
});

it("says once what the browser and the server both found", () => {
  const path = ["triggers", "status", 0];
  const draft = draftOf();
  const wrong = { ...draft, policy: { ...draft.policy, triggers: { status: [403] } } };
  const [own] = judged(wrong).findings;
  if (!own) throw new Error("403 is an answer");
  expect(own.path).toEqual(path);
  expect(judged({ ...wrong, findings: [own] }).findings).toEqual([own]);
});

it("tells a reader who sees no addresses what is wrong all the same, and that it is not all", () => {
  const draft = draftOf({ bindingsHidden: true, mayUpdate: false });
  const chain: UnboundPolicy["chain"] = [{ id: "primary", kind: "http" }];
  const wrong: UnboundPolicy = { ...draft.policy, chain, triggers: { status: [403] } };
  const { findings, unjudged } = judged({ ...draft, policy: wrong });
  expect(findings.map(({ path }) => path)).toEqual([["triggers", "status", 0]]);
  expect(unjudged).toBe("hidden");
});
