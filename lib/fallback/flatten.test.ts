import { describe, expect, it } from "vitest";
import { bindPolicy } from "./bind.ts";
import { flattenPolicy, type FlatResult, type PublishedApi } from "./flatten.ts";
import { judgeFlat } from "./judge-flat.ts";
import { FallbackPolicy, type UnboundTarget } from "./schema.ts";
import {
  api,
  authOf,
  bound,
  empty,
  http,
  others,
  policyOf,
  published,
  ROUTE,
  self,
  sorry,
} from "./scripted-apis.ts";

const stale = { id: "last", kind: "stale", maxStaleMs: 1000, isolateBy: "public", maxEntryBytes: 9 } as const;

function flatten(chain: UnboundTarget[], known: Record<string, PublishedApi | "unpublished">): FlatResult {
  const policy = policyOf(chain);
  const bindings = bindPolicy(policy, bound(policy));
  if (!bindings.ok) throw new Error("bind it");
  return flattenPolicy(bindings.policy, self, others(known));
}

function flatChain(chain: UnboundTarget[], known: Record<string, PublishedApi | "unpublished">) {
  const flat = flatten(chain, known);
  if (!flat.ok) throw new Error(flat.findings.map((finding) => finding.message).join());
  expect(FallbackPolicy.parse(flat.policy)).toEqual(flat.policy);
  return flat.policy.chain;
}

const errors = (flat: FlatResult) =>
  flat.ok ? [] : flat.findings.map(({ code, path, message }) => ({ code, path, message }));

describe("flattenPolicy", () => {
  const inventory = published(policyOf([http("primary"), http("backup"), sorry]));

  it("puts an API's targets in the place of the one that names it, ids and all", () => {
    const flat = flatten([http("a"), api("inventory", "inv"), http("z")], { inv: inventory });
    expect(flat.ok && flat.policy.chain.map(({ id }) => id)).toEqual([
      "a",
      "inventory/primary",
      "inventory/backup",
      "z",
    ]);
    expect(flat).toMatchObject({
      parts: [{ target: "inventory", api: "inv", version: "v1", revision: 7 }],
      origins: [
        { index: 0, isOther: false },
        { index: 1, isOther: true },
        { index: 1, isOther: true },
        { index: 2, isOther: false },
      ],
    });
  });

  describe("with an API in it that is blocked", () => {
    const leftOf = (chain: UnboundTarget[], blocked: string[]) => {
      const policy = policyOf(chain);
      const bindings = bindPolicy(policy, bound(policy));
      if (!bindings.ok) throw new Error("bind it");
      const deep = published(policyOf([http("own"), api("inner", "inv")]));
      const only = published(policyOf([api("inner", "inv"), sorry]));
      const find = others({ inv: inventory, deep, only }, blocked);
      const flat = flattenPolicy(bindings.policy, self, find);
      if (!flat.ok) throw new Error(flat.findings.map(({ message }) => message).join());
      expect(FallbackPolicy.parse(flat.policy)).toEqual(flat.policy);
      const errorsLeft = judgeFlat(bindings.policy, flat).filter(({ severity }) => severity === "error");
      expect(errorsLeft).toEqual([]);
      expect(flat.origins).toHaveLength(flat.policy.chain.length);
      return { ids: flat.policy.chain.map(({ id }) => id), flat };
    };

    it("leaves its targets out, says so, and keeps the others", () => {
      const { ids, flat } = leftOf([http("a"), api("inventory", "inv"), sorry], ["inv"]);
      expect(ids).toEqual(["a", "sorry"]);
      expect(flat.warnings).toMatchObject([
        { code: "api-blocked", path: ["chain", 1], message: expect.stringContaining("inv v1 is blocked") },
      ]);
      expect(leftOf([http("a"), api("inventory", "inv"), sorry], []).ids).toContain("inventory/primary");
    });

    it("answers 503 where nothing is left", () => {
      const { flat } = leftOf([api("inventory", "inv")], ["inv"]);
      expect(flat.policy.chain).toMatchObject([{ id: "inventory", kind: "static", status: 503 }]);
      expect(flat.origins).toEqual([{ index: 0, isOther: false }]);
    });

    it("gives no stored answers that came from it alone, and ends with an answer", () => {
      expect(leftOf([api("inventory", "inv"), stale, sorry], ["inv"]).ids).toEqual(["sorry"]);
      expect(leftOf([http("a"), stale, api("inventory", "inv")], ["inv"]).ids).toEqual([
        "a",
        "last",
        "inventory",
      ]);
    });

    it("leaves it out of the chains of others, too", () => {
      expect(leftOf([api("outer", "deep"), sorry], ["inv"]).ids).toEqual(["outer/own", "sorry"]);
      expect(leftOf([api("outer", "only"), sorry], ["inv"]).ids).toEqual(["sorry"]);
    });
  });

  it("takes the first target alone where asked to", () => {
    const chain = flatChain([http("a"), api("i", "inv", { entry: "first_target" })], { inv: inventory });
    expect(chain.map(({ id }) => id)).toEqual(["a", "i/primary"]);
  });

  it("keeps the inner triggers, timeouts, health, credentials and rewriting, whatever the outer policy says", () => {
    const inner = policyOf(
      [
        http("primary", {
          timeouts: { connectMs: 7 },
          attempts: { max: 2 },
          circuit: { consecutive: 3 },
          health: { passive: { failures: 9 } },
          rewrite: { addPrefix: "/x" },
          onFailure: { reset: false },
        }),
      ],
      { triggers: { status: [500], overloaded: false } },
    );
    const outer = policyOf([http("a"), api("i", "inv")], {
      triggers: { status: [599], connectFailure: false },
    });
    const given = bindPolicy(outer, bound(outer));
    const flat = given.ok && flattenPolicy(given.policy, self, others({ inv: published(inner) }));
    const [, target] = flat && flat.ok ? flat.policy.chain : [];
    expect(target).toMatchObject({
      endpoints: [{ url: "https://primary.example/base" }],
      auth: authOf("primary"),
      timeouts: { connectMs: 7 },
      attempts: { max: 2 },
      circuit: { consecutive: 3 },
      health: { passive: { failures: 9 } },
      rewrite: { addPrefix: "/x" },
      onFailure: { status: [500], overloaded: false, reset: false, connectFailure: true, unhealthy: true },
    });
  });

  it("leaves out static answers that word a failure and keeps those that answer", () => {
    const inv = published(policyOf([http("primary"), stale, { ...sorry, id: "no" }, empty]));
    const chain = flatChain([http("a"), api("i", "inv")], { inv });
    expect(chain.map(({ id }) => id)).toEqual(["a", "i/primary", "i/last", "i/empty"]);
  });

  it("narrows who takes what: by the place, the API's routes and the target", () => {
    const inv = published(
      policyOf([http("primary", { when: { methods: ["GET", "POST", "PUT"] } }), http("b")]),
      {
        routes: [
          { ...ROUTE, methods: ["GET"] },
          { ...ROUTE, methods: ["PUT"] },
        ],
      },
    );
    const when = { methods: ["PUT", "POST", "HEAD"], header: [{ name: "x-a" }] };
    const chain = flatChain([http("a"), api("i", "inv", { when })], { inv });
    expect(chain.map((target) => target.when)).toEqual([
      undefined,
      { methods: ["PUT"], header: [{ name: "x-a" }] },
      { methods: ["PUT", "HEAD"], header: [{ name: "x-a" }] },
    ]);
  });

  it("says what an API's requests look like where its route keeps its prefix", () => {
    const paths = (routes: PublishedApi["routes"]) =>
      flatChain([http("a"), api("i", "inv", { entry: "first_target" })], {
        inv: published(inventory.policy, { routes }),
      }).map((target) => target.kind === "http" && target.mountPath);
    expect(paths([ROUTE])).toEqual([undefined, ""]);
    expect(paths([{ ...ROUTE, stripPrefix: false }])).toEqual([undefined, "/inventory"]);
    expect(paths([{ pathPrefix: "/", methods: [], stripPrefix: false }])).toEqual([undefined, ""]);
    const several = flatten([api("i", "inv")], {
      inv: published(inventory.policy, { routes: [{ ...ROUTE, stripPrefix: false }, ROUTE] }),
    });
    expect(several.ok && several.warnings).toMatchObject([{ code: "api-routes-differ", path: ["chain", 0] }]);
  });

  it("believes the outer chain about the API's first target, and further ones only if they share with that", () => {
    const shares = { semantics: { sharesState: true } };
    const declared = published(policyOf([http("one", shares), http("two", shares), http("three")]));
    const shared = (more: object, inv: PublishedApi) =>
      flatChain([http("a"), api("i", "inv", more)], { inv })
        .slice(1)
        .map((target) => target.semantics?.sharesState);
    expect(shared(shares, declared)).toEqual([true, true, false]);
    expect(shared({}, declared)).toEqual([false, false, false]);
    expect(shared(shares, published(policyOf([http("one"), http("two", shares)])))).toEqual([true, false]);
  });

  it("exercises the API's first target as a canary, and limits each by the tighter limit", () => {
    const inv = published(
      policyOf(
        [empty, http("one", { maxConcurrent: 3, minUsefulMs: 10 }), http("two", { canaryPercent: 5 })].slice(
          1,
        ),
      ),
    );
    const place = { canaryPercent: 2, maxConcurrent: 5, minUsefulMs: 100, failureDomain: { region: "eu" } };
    expect(flatChain([http("a"), api("i", "inv", place)], { inv }).slice(1)).toMatchObject([
      { canaryPercent: 2, maxConcurrent: 3, minUsefulMs: 100, failureDomain: { region: "eu" } },
      { maxConcurrent: 5, minUsefulMs: 100 },
    ]);
    const [, , two] = flatChain([http("a"), api("i", "inv", place)], { inv });
    expect(two && "canaryPercent" in two).toBe(false);
  });

  it("goes as deep as three and names every level", () => {
    const stock = published(policyOf([http("store")], { triggers: { status: [501] } }), {
      revision: 2,
      routes: [{ ...ROUTE, pathPrefix: "/stock", stripPrefix: false }],
    });
    const inv = published(policyOf([api("stock", "stock")]));
    const flat = flatten([http("a"), api("i", "inv")], { inv, stock });
    expect(flat.ok && flat.policy.chain[1]).toMatchObject({
      id: "i/stock/store",
      mountPath: "/stock",
      onFailure: { status: [501] },
    });
    expect(flat.ok && flat.parts.map(({ target, api: slug }) => [target, slug])).toEqual([
      ["i", "inv"],
      ["i/stock", "stock"],
    ]);
    const deep = (n: number) =>
      Object.fromEntries(
        Array.from({ length: n }, (_, i) => [
          `api${i}`,
          published(policyOf(i === n - 1 ? [http("x")] : [api("in", `api${i + 1}`)])),
        ]),
      );
    expect(errors(flatten([api("top", "api0")], deep(3)))).toEqual([]);
    expect(errors(flatten([api("top", "api0")], deep(4)))).toMatchObject([
      {
        code: "api-too-deep",
        message: expect.stringContaining("storefront v1 → api0 v1 → api1 v1 → api2 v1 → api3 v1"),
      },
    ]);
  });

  it("refuses a circle and names its way", () => {
    const inv = published(policyOf([http("x"), api("back", "storefront")]));
    const known = { inv, storefront: published(policyOf([http("a"), api("inventory", "inv")])) };
    expect(errors(flatten([http("a"), api("inventory", "inv")], known))).toEqual([
      {
        code: "api-cycle",
        path: ["chain", 1],
        message: "The chain would come back to itself: storefront v1 → inv v1 → storefront v1.",
      },
    ]);
  });

  it("refuses what is not there, not published, without addresses, or answers nothing, each at its target", () => {
    const known = {
      gone: "unpublished" as const,
      bare: published(policyOf([http("x")]), { bindings: {} }),
      words: published(policyOf([sorry])),
      posts: published(policyOf([http("x")]), { routes: [{ ...ROUTE, methods: ["POST"] }] }),
    };
    const chain = [
      api("a", "nobody"),
      api("b", "gone"),
      api("c", "bare"),
      api("d", "words"),
      api("e", "posts", { when: { methods: ["GET"] } }),
    ];
    expect(errors(flatten(chain, known)).map(({ code, path }) => [code, path[1]])).toEqual([
      ["unknown-api", 0],
      ["api-not-published", 1],
      ["api-not-usable", 2],
      ["api-answers-nothing", 3],
      ["api-answers-nothing", 4],
    ]);
  });

  it("allows eight targets in all", () => {
    const inv = published(policyOf(["b", "c", "d", "e"].map((id) => http(id))));
    expect(flatten([api("x", "inv"), api("y", "inv")], { inv }).ok).toBe(true);
    expect(errors(flatten([http("a"), api("x", "inv"), api("y", "inv")], { inv }))).toMatchObject([
      { code: "too-many-targets", path: ["chain", 1], message: expect.stringContaining("9 targets") },
    ]);
  });
});
