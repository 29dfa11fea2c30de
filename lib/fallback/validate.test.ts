import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { findUnenforced, UNENFORCED } from "./enforced.ts";
import { FallbackPolicy, UnboundPolicy, type Finding, type Target } from "./schema.ts";
import { isAcceptable, validatePolicy } from "./validate.ts";

type Http = Extract<Target, { kind: "http" }>;
const http = (id: string, more: Partial<Http> = {}): Http => ({
  id,
  kind: "http",
  endpoints: [{ url: `https://${id}.example` }],
  ...more,
});
const sorry: Target = { id: "sorry", kind: "static", status: 503 };
const stale: Target = {
  id: "last-good",
  kind: "stale",
  maxStaleMs: 60_000,
  isolateBy: "public",
  maxEntryBytes: 1000,
};

function policyWith(chain: Target[], more: Partial<FallbackPolicy> = {}): FallbackPolicy {
  return FallbackPolicy.parse({ apiVersion: "fallback/v1", id: "sample", chain, ...more });
}

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
}

const SCHEMA = z.toJSONSchema(FallbackPolicy) as JsonSchema;

/** Whether a path leads to a field that fallback/v1 has, given or not. */
function isInSchema(schema: JsonSchema, path: Finding["path"]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return true;
  const either = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  if (either.length > 0) return either.some((option) => isInSchema(option, path));
  const next =
    typeof step === "number" ? schema.items : (schema.properties?.[step] ?? schema.additionalProperties);
  return typeof next === "object" && isInSchema(next, rest);
}

const summary = (findings: Finding[]) =>
  findings.map((finding) => `${finding.severity} ${finding.code} ${finding.path.join(".")}`);

describe("validatePolicy", () => {
  it("finds nothing wrong with a chain of defaults of any kind", () => {
    for (const chain of [
      [http("a")],
      [http("a"), http("b")],
      [http("a"), http("b"), stale, sorry],
      [sorry],
      [http("a"), http("b"), http("c"), http("d")],
    ]) {
      expect(summary(validatePolicy(policyWith(chain)))).toEqual([]);
    }
  });

  it.each<[string, FallbackPolicy]>([
    [
      "error duplicate-target-id chain.1.id",
      policyWith([http("a"), http("a", { endpoints: [{ url: "https://b.example" }] })]),
    ],
    ["error after-static chain.1", policyWith([sorry, http("a")])],
    ["error stale-without-source chain.0", policyWith([stale, sorry])],
    ["error stale-is-last chain.1", policyWith([http("a"), stale])],
    [
      "warning fail-fast-without-answer allUnavailable",
      policyWith([http("a")], { allUnavailable: "fail_fast" }),
    ],
    [
      "warning deadline-too-short budget.deadlineMs",
      policyWith([http("a"), http("b")], { budget: { deadlineMs: 4000 } }),
    ],
    ["error never-useful chain.0.minUsefulMs", policyWith([http("a", { minUsefulMs: 30_000 })])],
    [
      "warning too-few-attempts budget.maxAttempts",
      policyWith([http("a"), http("b")], { budget: { maxAttempts: 1 } }),
    ],
    [
      "error replay-without-dedup replay.nonIdempotent",
      policyWith([http("a"), http("b")], { replay: { nonIdempotent: "with_key" } }),
    ],
    [
      "warning replay-without-dedup replay.nonIdempotent",
      policyWith([http("a", { attempts: { max: 3 } }), sorry], { replay: { nonIdempotent: "always" } }),
    ],
    [
      "warning replay-without-shared-state replay.idempotentUnsafe",
      policyWith([http("a"), http("b")], { replay: { idempotentUnsafe: "always" } }),
    ],
    [
      "warning unsafe-method replay.safeMethods.1",
      policyWith([http("a")], { replay: { safeMethods: ["GET", "POST"] } }),
    ],
    ["error status-auth triggers.status.0", policyWith([http("a")], { triggers: { status: [[400, 499]] } })],
    ["warning status-4xx triggers.status.1", policyWith([http("a")], { triggers: { status: [429, 404] } })],
    [
      "error status-not-a-failure chain.0.onFailure.status.0",
      policyWith([http("a", { onFailure: { status: [200] } })]),
    ],
    [
      "warning correlated-targets chain.1.endpoints.0.url",
      policyWith([http("a"), http("b", { endpoints: [{ url: "https://a.example:444" }] })]),
    ],
    [
      "warning correlated-targets chain.1.failureDomain.provider",
      policyWith([
        http("a", { failureDomain: { provider: "p" } }),
        http("b", { failureDomain: { provider: "p" } }),
      ]),
    ],
    [
      "warning correlated-targets chain.1.auth.secretRef",
      policyWith(
        ["a", "b"].map((id) => http(id, { auth: { secretRef: "env:KEY", in: "header", name: "X-Key" } })),
      ),
    ],
    [
      "error plain-http-fallback chain.1.endpoints.0.url",
      policyWith([http("a"), http("b", { endpoints: [{ url: "http://b.example" }] })]),
    ],
    ["warning tls-not-verified chain.0.tls.verify", policyWith([http("a", { tls: { verify: false } })])],
    [
      "warning no-effect chain.0.tls",
      policyWith([http("a", { endpoints: [{ url: "http://a.example" }], tls: { serverName: "x" } })]),
    ],
    [
      "error no-weight chain.0.endpoints",
      policyWith([http("a", { endpoints: [{ url: "https://a.example", weight: 0 }] })]),
    ],
    ["error host-value-missing chain.0.host.value", policyWith([http("a", { host: { mode: "set" } })])],
    [
      "error host-value-unused chain.0.host.value",
      policyWith([http("a", { host: { mode: "pass", value: "x" } })]),
    ],
    [
      "error prefix-without-slash chain.0.rewrite.addPrefix",
      policyWith([http("a", { rewrite: { addPrefix: "v1" } })]),
    ],
    [
      "error reserved-header chain.0.rewrite.setHeaders.Host",
      policyWith([http("a", { rewrite: { setHeaders: { Host: "x" } } })]),
    ],
    ["error unsendable chain.0.host.value", policyWith([http("a", { host: { mode: "set", value: "a b" } })])],
    [
      "error unsendable chain.0.rewrite.addPrefix",
      policyWith([http("a", { rewrite: { addPrefix: "/a b" } })]),
    ],
    [
      "error unsendable chain.0.health.active.path",
      policyWith([http("a", { health: { active: { type: "http", path: "/\u0120" } } })]),
    ],
    [
      "error reserved-header chain.0.auth.name",
      policyWith([http("a", { auth: { secretRef: "env:A", in: "header", name: "Content-Length" } })]),
    ],
    [
      "error contradiction chain.0.rewrite.removeHeaders.0",
      policyWith([http("a", { rewrite: { setHeaders: { "X-A": "1" }, removeHeaders: ["x-a"] } })]),
    ],
    [
      "error contradiction chain.0.when.header.0",
      policyWith([http("a", { when: { header: [{ name: "X", present: false, equals: "1" }] } })]),
    ],
    [
      "error never-eligible chain.0.when.methods",
      policyWith([http("a", { when: { methods: ["POST"] }, semantics: { readOnly: true } })]),
    ],
    ["error contradiction chain.0.body", policyWith([{ ...sorry, status: 204, body: "x" }])],
    ["warning no-effect chain.0.timeouts", policyWith([{ ...sorry, timeouts: { connectMs: 1 } }])],
    ["warning canary-on-first chain.0.canaryPercent", policyWith([http("a", { canaryPercent: 1 })])],
    [
      "warning no-active-health chain.0.health",
      policyWith([http("a"), sorry], { triggers: { unhealthy: true } }),
    ],
    [
      "warning no-effect chain.0.health.active.path",
      policyWith([http("a", { health: { active: { type: "tcp", path: "/" } } })]),
    ],
    [
      "warning slow-health-check chain.0.health.active.timeoutMs",
      policyWith([http("a", { health: { active: { type: "http", intervalMs: 500 } } })]),
    ],
    [
      "warning contradiction chain.0.timeouts.attemptMs",
      policyWith([http("a", { timeouts: { attemptMs: 100 } })]),
    ],
    [
      "warning no-effect whenExhausted.status",
      policyWith([http("a")], { whenExhausted: { respond: "last", status: 500 } }),
    ],
    [
      "error status-not-a-failure whenExhausted.status",
      policyWith([http("a")], { whenExhausted: { respond: "synthetic", status: 200 } }),
    ],
    [
      "warning no-effect budget.slowFailureCutoffMs",
      policyWith([http("a")], { budget: { slowFailureCutoffMs: 20_000 } }),
    ],
    ["warning unknown-acceptance accept.0", policyWith([http("a")], { accept: ["everything"] })],
  ])("says: %s", (expected, policy) => {
    expect(summary(validatePolicy(policy))).toEqual([expected]);
  });

  it("asks for no deduplication store where nothing is repeated", () => {
    const always = { replay: { nonIdempotent: "always" as const } };
    const thrice = { attempts: { max: 3 } };
    for (const policy of [
      policyWith([http("a"), sorry], always),
      policyWith([http("a", thrice), sorry], { ...always, budget: { maxAttempts: 1 } }),
      policyWith([http("a", { ...thrice, semantics: { sharesDedupStore: true } }), sorry], always),
      // The gateway repeats nothing for a key that nobody says is honoured.
      policyWith([http("a", thrice), sorry], { replay: { nonIdempotent: "with_key" } }),
      policyWith([http("a", thrice), sorry]),
    ])
      expect(summary(validatePolicy(policy))).toEqual([]);
  });

  it("names the field at its place in the chain", () => {
    const findings = validatePolicy(policyWith([http("a"), http("b", { host: { mode: "set" } }), sorry]));
    expect(summary(findings)).toEqual(["error host-value-missing chain.1.host.value"]);
  });

  it("turns an accepted risk into a warning, and nothing else", () => {
    expect(isAcceptable("after-static")).toBe(false);
    const accepted = policyWith([http("a"), stale], { accept: ["stale-is-last"] });
    expect(summary(validatePolicy(accepted))).toEqual(["warning stale-is-last chain.1"]);
    const twice = policyWith([sorry, http("a")], { accept: ["after-static"] });
    expect(summary(validatePolicy(twice))).toContain("error after-static chain.1");
  });

  it("judges an unbound policy too", () => {
    const unbound = UnboundPolicy.parse({
      apiVersion: "fallback/v1",
      id: "x",
      chain: [{ id: "a", kind: "http", host: { mode: "set" } }, stale],
    });
    expect(summary(validatePolicy(unbound))).toEqual([
      "error stale-is-last chain.1",
      "error host-value-missing chain.0.host.value",
    ]);
  });
});

describe("every finding", () => {
  it("has a path that exists in the policy or in its schema", () => {
    const anyPolicy = fc
      .tuple(
        fc.array(
          fc.constantFrom<Target>(
            http("a"),
            http("b", { host: { mode: "set" }, canaryPercent: 1 }),
            stale,
            sorry,
            http("c", { minUsefulMs: 60_000 }),
          ),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        fc.record(
          { deadlineMs: fc.integer({ min: 1, max: 9000 }), maxAttempts: fc.integer({ min: 1, max: 8 }) },
          { requiredKeys: [] },
        ),
      )
      .map(([chain, budget]) =>
        policyWith(chain, { budget, replay: { nonIdempotent: "always" }, retryAfter: { mode: "wait" } }),
      );
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        const paths = [...validatePolicy(policy), ...findUnenforced(policy)].map((finding) => finding.path);
        expect(paths.filter((path) => !isInSchema(SCHEMA, path))).toEqual([]);
      }),
    );
  });
});

describe("every row of the unenforced table", () => {
  it("names a field of the schema", () => {
    const paths = UNENFORCED.map(({ field }) => field.split(".").map((step) => (step === "*" ? 0 : step)));
    expect(paths.filter((path) => !isInSchema(SCHEMA, path))).toEqual([]);
    expect(isInSchema(SCHEMA, ["chain", 0, "circuits"])).toBe(false);
  });
});
