import { describe, expect, it } from "vitest";
import { DEFAULT_RULES } from "./default-rules.ts";
import { evaluateRules } from "./evaluate.ts";
import type { ChangeFacts, DocumentFacts, RuleFacts, StandInFacts, TargetFacts } from "./facts.ts";
import { ruleKind, RULE_KINDS } from "./kinds.ts";
import { fitsPattern } from "./name-pattern.ts";
import { endpoint, environment, facts, rule, target } from "./test-facts.ts";

const now = new Date("2026-03-01T00:00:00Z");

/** The paths at which one rule finds something. */
function pathsOf(kind: string, given: RuleFacts, params: object = {}): string[] {
  return evaluateRules([rule(kind, { params })], [], { facts: given, now }).map(({ path }) => path.join("."));
}
const served = (...targets: TargetFacts[]) => facts({ environments: [environment({ targets })] });
const at = (url: string, addresses: string[] = []) => ({ endpoints: [endpoint(url, addresses)] });

describe("what keeps every rule", () => {
  it.each(DEFAULT_RULES)("$id has nothing to say of it, and its parameters fit", (one) => {
    expect(ruleKind(one.kind)?.params.safeParse(one.params).success).toBe(true);
    expect(evaluateRules([one], [], { facts: facts(), now })).toEqual([]);
  });

  it("has a default rule of every kind but the style of documents, which is a house's own", () => {
    const kinds = new Set<string>(Object.keys(RULE_KINDS));
    kinds.delete("openapi-style");
    expect(new Set(DEFAULT_RULES.map(({ kind }) => kind))).toEqual(kinds);
  });
});

describe("fallback-present", () => {
  const others = {
    stale: { id: "stored", kind: "stale", maxStaleMs: 60_000, isolateBy: "public", maxEntryBytes: 1_000 },
    static: { id: "sorry", kind: "static", status: 503 },
    api: { id: "other", kind: "api", apiId: "other", version: "v1", entry: "full_policy" },
  } as const;
  const chainOf = (...kinds: (keyof typeof others)[]): RuleFacts["policy"] => ({
    ...facts().policy,
    chain: [{ id: "primary", kind: "http" }, ...kinds.map((kind) => others[kind])],
  });
  const bare = [environment({ targets: [target(0)] })];
  it.each<[string, RuleFacts["policy"], object, string[]]>([
    ["nothing else", chainOf(), {}, ["policy.chain"]],
    ["only a stored or a static answer", chainOf("stale", "static"), {}, ["policy.chain"]],
    ["a stored answer where that counts", chainOf("stale", "static"), { kinds: ["http", "stale"] }, []],
    ["another API", chainOf("api"), {}, []],
  ])("%s", (_, ...[policy, params, found]) => {
    expect(pathsOf("fallback-present", facts({ policy, environments: bare }), params)).toEqual(found);
  });

  it("counts what an API that is the primary brings, if it does so everywhere", () => {
    const brings = environment({
      slug: "sandbox",
      targets: [target(0), target(0, { id: "primary/second" })],
    });
    const policy = chainOf();
    expect(pathsOf("fallback-present", facts({ policy, environments: [brings] }))).toEqual([]);
    expect(pathsOf("fallback-present", facts({ policy, environments: [brings, ...bare] }))).toHaveLength(1);
  });
});

describe("fallback-failure-domain", () => {
  const label = (labels: TargetFacts["labels"]) => ({ labels });
  it.each<[string, TargetFacts[], string[]]>([
    ["another host", [target(0), target(1)], []],
    [
      "the same host on another port",
      [target(0, at("https://a.example.com:1")), target(1, at("https://A.example.com:2"))],
      ["bindings.production.fallback1.endpoints"],
    ],
    [
      "another name of the same address",
      [
        target(0, at("https://a.example.com", ["10.0.0.1"])),
        target(1, at("https://b.example.com", ["10.0.0.1"])),
      ],
      ["bindings.production.fallback1.endpoints"],
    ],
    [
      "one of several addresses in common",
      [
        target(0, at("https://a.example.com", ["10.0.0.1", "10.0.0.2"])),
        target(1, at("https://b.example.com", ["10.0.0.2", "10.0.0.3"])),
      ],
      ["bindings.production.fallback1.endpoints"],
    ],
    [
      "the same region",
      [target(0, label({ region: "eu" })), target(1, label({ region: "eu" }))],
      ["policy.chain.1"],
    ],
    ["other regions", [target(0, label({ region: "eu" })), target(1, label({ region: "us" }))], []],
    [
      "other regions, the same provider",
      [target(0, label({ region: "eu", provider: "x" })), target(1, label({ region: "us", provider: "x" }))],
      ["policy.chain.1"],
    ],
    [
      "the same credential",
      [target(0, label({ credential: "key-1" })), target(1, label({ credential: "key-1" }))],
      ["policy.chain.1"],
    ],
    ["a label that one has not", [target(0, label({ region: "eu" })), target(1)], []],
    [
      "one of two elsewhere",
      [target(0, at("https://a.example.com")), target(1, at("https://a.example.com")), target(2)],
      [],
    ],
    [
      "two, both there",
      [
        target(0, at("https://a.example.com")),
        ...[1, 2].map((index) => target(index, at("https://a.example.com"))),
      ],
      ["bindings.production.fallback1.endpoints", "bindings.production.fallback2.endpoints"],
    ],
    [
      "a target of another API, whose addresses are not told",
      [
        target(0, at("https://a.example.com")),
        target(1, { ...at("https://a.example.com"), id: "x/y", isOther: true }),
      ],
      ["policy.chain.1"],
    ],
    [
      "a stored answer does not make it good",
      [
        target(0, at("https://a.example.com")),
        target(1, at("https://a.example.com")),
        target(2, { kind: "stale" }),
      ],
      ["bindings.production.fallback1.endpoints"],
    ],
    ["no fallback at all is another rule's business", [target(0)], []],
    ["no addresses yet", [], []],
  ])("%s", (_, targets, found) => {
    expect(pathsOf("fallback-failure-domain", served(...targets))).toEqual(found);
  });

  it("looks at what it is told to look at", () => {
    const shared = served(
      target(0, { ...at("https://a.example.com"), labels: { region: "eu" } }),
      target(1, { ...at("https://b.example.com"), labels: { region: "eu" } }),
    );
    expect(pathsOf("fallback-failure-domain", shared, { by: ["host", "address"] })).toEqual([]);
  });
});

describe("fallback-contract", () => {
  const judged = (verdict: StandInFacts["verdict"], params: object) => {
    const standIns = [{ index: 1, api: "other v1", verdict }];
    return pathsOf("fallback-contract", facts({ environments: [environment({ standIns })] }), params);
  };
  it.each<[StandInFacts["verdict"], "degraded" | "compatible", number]>([
    ["compatible", "degraded", 0],
    ["degraded", "degraded", 0],
    ["incompatible", "degraded", 1],
    ["unknown", "degraded", 1],
    ["compatible", "compatible", 0],
    ["degraded", "compatible", 1],
    ["incompatible", "compatible", 1],
    ["unknown", "compatible", 1],
  ])("%s where %s is asked for", (verdict, least, found) => {
    expect(judged(verdict, { least })).toHaveLength(found);
  });
});

describe("no-plain-http-fallback", () => {
  it.each<[string, TargetFacts[], string[]]>([
    ["https throughout", [target(0), target(1)], []],
    [
      "http after https",
      [target(0), target(1), target(2, at("http://fallback2.example.com"))],
      ["bindings.production.fallback2.endpoints.0.url"],
    ],
    ["http throughout", [target(0, at("http://a.example.com")), target(1, at("http://b.example.com"))], []],
    [
      "another API's",
      [target(0), target(1, { ...at("http://b.example.com"), id: "x/y", isOther: true })],
      ["policy.chain.1"],
    ],
  ])("%s", (_, targets, found) => {
    expect(pathsOf("no-plain-http-fallback", served(...targets))).toEqual(found);
  });
});

describe("chain-deadline", () => {
  it.each([
    [15_000, 15_000, 0],
    [15_000, 15_001, 1],
  ])("%i and %i ms of 30 s", (first, second, found) => {
    const given = served(target(0, { worstMs: first }), target(1, { worstMs: second }));
    const policy = { ...given.policy, budget: { deadlineMs: 30_000 } };
    expect(pathsOf("chain-deadline", { ...given, policy })).toHaveLength(found);
  });
});

describe("breaking-change", () => {
  it.each<[ChangeFacts, number]>([
    [{ verdict: "none" }, 0],
    [{ verdict: "unknown" }, 1],
    [{ verdict: "breaking", count: 3, first: "GET /orders is gone." }, 1],
  ])("%o", (change, found) => {
    expect(pathsOf("breaking-change", facts({ environments: [environment({ change })] }))).toHaveLength(
      found,
    );
  });
});

describe("what documents say", () => {
  const document = (over: Partial<DocumentFacts>) =>
    facts({ document: { ...(facts().document as DocumentFacts), ...over } });
  it.each<[string, string, Partial<DocumentFacts>, object, string[]]>([
    ["declares no scheme", "security-scheme", { securitySchemes: [] }, {}, ["document"]],
    ["uses none", "security-scheme", { openOperations: 2 }, {}, ["document"]],
    ["uses one somewhere", "security-scheme", { openOperations: 1 }, {}, []],
    [
      "uses one somewhere, must everywhere",
      "security-scheme",
      { openOperations: 1 },
      { everyOperation: true },
      ["document"],
    ],
    ["names no contact", "contact", { hasContact: false }, {}, ["document"]],
    ["need not name one", "contact", { hasContact: false }, { document: false }, []],
    ["paths in another style", "naming", { paths: ["/orderLines", "/order_notes"] }, {}, ["document"]],
    ["paths in its own style", "naming", { paths: ["/orderLines/{line-id}"] }, { paths: "camelCase" }, []],
    ["any paths", "naming", { paths: ["/Order_lines"] }, { paths: "any" }, []],
    [
      "a version of another form",
      "versioning",
      { infoVersion: "1.0" },
      { infoVersion: "semver" },
      ["document"],
    ],
    [
      "a version that is semantic",
      "versioning",
      { infoVersion: "1.0.0-rc.1" },
      { infoVersion: "semver" },
      [],
    ],
  ])("%s", (_, ...[kind, over, params, found]) => {
    expect(pathsOf(kind, document(over), params)).toEqual(found);
  });

  it("says nothing of a document that is not known", () => {
    for (const kind of ["security-scheme", "contact", "naming", "versioning"])
      expect(pathsOf(kind, facts({ document: "unknown" }))).toEqual([]);
  });
});

it("wants an owner who can sign in", () => {
  const { api } = facts();
  expect(pathsOf("contact", facts({ api: { ...api, activeOwners: 0 } }))).toEqual(["team"]);
});

it("wants names that fit a pattern", () => {
  expect(pathsOf("naming", facts(), { apis: ["shop-*"] })).toEqual(["api.slug"]);
  expect(pathsOf("versioning", facts(), { versions: ["#-#"] })).toEqual(["version.name"]);
});

it("judges an announced end on its own occasion, and nothing else then", () => {
  const ending = (noticeDays: number) => facts({ occasion: "sunset", sunset: { noticeDays } });
  expect(pathsOf("sunset-notice", ending(29.9))).toEqual(["sunsetAt"]);
  expect(pathsOf("sunset-notice", ending(30))).toEqual([]);
  expect(pathsOf("sunset-notice", facts({ occasion: "sunset" }))).toEqual([]);
  expect(
    pathsOf("fallback-present", { ...ending(1), policy: { ...facts().policy, chain: [] }, environments: [] }),
  ).toEqual([]);
});

it.each([
  ["v#", "v12", true],
  ["v#", "v", false],
  ["v#", "v1.2", false],
  ["#-#", "2026-01", true],
  ["retail-*", "retail-", true],
  ["retail-*", "retail", false],
  ["*-api", "a-b-api", true],
  ["*a*a*a*a*a*a*a*a*a*a*a*a*b", "a".repeat(63), false],
])("pattern %s and %s", (pattern, name, fits) => {
  expect(fitsPattern(pattern, name)).toBe(fits);
});
