import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { TargetBinding, UnboundPolicy, type Bindings } from "#lib/fallback/schema";
import { digestOf } from "#lib/ids";
import type { FindApi } from "#lib/fallback";
import { compileRoute, type Compiled } from "./index.ts";

/*
 * Walks the policy's schema. For every field there must be two values that compile to different documents, or the field is
 * refused as not enforced. A field that is accepted and then forgotten fails here.
 */

interface Leaf {
  path: string[];
  /** A whole value of the schema with this field set to its n-th value; undefined past the last. */
  make(n: number): unknown;
}

interface Def {
  type: string;
  innerType?: z.ZodType;
  element?: z.ZodType;
  valueType?: z.ZodType;
  keyType?: z.ZodType;
  shape?: Record<string, z.ZodType>;
  options?: z.ZodType[];
  items?: z.ZodType[];
  entries?: Record<string, string>;
  values?: unknown[];
}

const TEXTS = "a b aa bb GET HEAD POST /a /b X-A X-B https://a.example https://b.example env:A env:B".split(
  " ",
);
const NUMBERS = [
  1, 2, 3, 5, 10, 20, 50, 100, 200, 201, 300, 404, 500, 503, 1000, 1001, 2000, 5000, 10_000, 30_000, 60_000,
];

function defOf(schema: z.ZodType): Def {
  return schema._zod.def as unknown as Def;
}

function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the walk does not know ${what}`);
  return value;
}

/** Valid values of a schema that has no fields of its own. */
function scalars(schema: z.ZodType): unknown[] {
  const { type, entries, values } = defOf(schema);
  const candidates: Record<string, unknown[]> = {
    string: TEXTS,
    number: NUMBERS,
    boolean: [true, false],
    enum: Object.values(entries ?? {}),
    literal: values ?? [],
    tuple: [
      [500, 504],
      [502, 503],
    ],
  };
  return need(candidates[type], type).filter((value) => schema.safeParse(value).success);
}

/** The least that parses. */
function minimal(schema: z.ZodType): unknown {
  const { type, innerType, element, shape, options, valueType } = defOf(schema);
  if (type === "optional" || type === "default") return minimal(need(innerType, "an optional"));
  if (type === "object") return minimalObject(need(shape, "an object"));
  if (type === "array") return schema.safeParse([]).success ? [] : [minimal(need(element, "an array"))];
  if (type === "record") return valueType ? {} : need(undefined, "a record");
  if (type === "union") return minimal(need(options?.[0], "a union"));
  return need(scalars(schema)[0], `a value of ${type}`);
}

function minimalObject(shape: Record<string, z.ZodType>): Record<string, unknown> {
  const required = Object.entries(shape).filter(([, member]) => !member.safeParse(undefined).success);
  return Object.fromEntries(required.map(([name, member]) => [name, minimal(member)]));
}

function leaves(schema: z.ZodType): Leaf[] {
  const { type, innerType, element, shape, options, valueType } = defOf(schema);
  switch (type) {
    case "optional":
    case "default":
      return leaves(need(innerType, "an optional"));
    case "object":
      return leavesOfObject(need(shape, "an object"));
    case "array":
      return leaves(need(element, "an array")).map((leaf) =>
        leaf.path.length === 0 ? listOf(leaf) : wrap(leaf, "*", (value) => [value]),
      );
    case "record":
      return leaves(need(valueType, "a record")).map((leaf) =>
        wrap(leaf, "*", (value) => ({ "x-a": value })),
      );
    case "union":
      return need(options, "a union").flatMap(leaves);
    case "literal":
      return [];
    default:
      return [{ path: [], make: (n) => scalars(schema)[n] }];
  }
}

function leavesOfObject(shape: Record<string, z.ZodType>): Leaf[] {
  const base = minimalObject(shape);
  return Object.entries(shape).flatMap(([name, member]) =>
    leaves(member).map((leaf) => wrap(leaf, name, (value) => ({ ...base, [name]: value }))),
  );
}

/** One value, another, …; then the first two together, for lists that must hold the first. */
function listOf(leaf: Leaf): Leaf {
  const values: unknown[] = [];
  for (let n = 0; leaf.make(n) !== undefined; n++) values.push(leaf.make(n));
  const lists = [...values.map((value) => [value]), values.slice(0, 2)];
  return { path: ["*"], make: (n) => lists[n] };
}

/** Fields that mean something only beside another value than the least one. */
const BESIDE: Record<string, object> = { "http.host.value": { mode: "set" } };

function besides(kind: string, leaf: Leaf): Leaf {
  const beside = BESIDE[[kind, ...leaf.path].join(".")];
  const [outer = ""] = leaf.path;
  if (!beside) return leaf;
  return {
    path: leaf.path,
    make: (n) => {
      const target = leaf.make(n) as Record<string, object> | undefined;
      return target && { ...target, [outer]: { ...target[outer], ...beside } };
    },
  };
}

function wrap(leaf: Leaf, name: string, around: (value: unknown) => unknown): Leaf {
  return {
    path: [name, ...leaf.path],
    make: (n) => {
      const value = leaf.make(n);
      return value === undefined ? undefined : around(value);
    },
  };
}

const BINDING: TargetBinding = { endpoints: [{ url: "https://primary.example" }] };
const http = (id: string) => ({ id, kind: "http" });
const last = { id: "last", kind: "static", status: 503 };

function compile(policy: unknown, binding: TargetBinding = BINDING): Compiled {
  const parsed = UnboundPolicy.parse(policy);
  const bindings: Bindings = Object.fromEntries(
    parsed.chain.filter((target) => target.kind === "http").map((target) => [target.id, binding]),
  );
  return compileRoute({
    environment: "production",
    api: { id: "api_1", slug: "orders", name: "Orders", tier: 1 },
    version: { id: "ver_1", name: "v1" },
    revision: 1,
    publicationId: "pub_1",
    routes: [{ hosts: [], pathPrefix: "/orders", methods: [], stripPrefix: true }],
    policy: parsed,
    bindings,
    find: otherApi,
  });
}

/** Every name is another API's, each published with a target of its own. */
const otherApi: FindApi = (api, version) => ({
  label: `${api} ${version}`,
  published: {
    revision: 1,
    routes: [{ pathPrefix: "/", methods: [], stripPrefix: true }],
    policy: {
      apiVersion: "fallback/v1",
      id: "other",
      chain: [
        { id: `${api}-${version}`, kind: "http", semantics: { sharesState: true, sharesDedupStore: true } },
        { id: "second", kind: "http", semantics: { sharesState: true, sharesDedupStore: true } },
      ],
    },
    bindings: { [`${api}-${version}`]: BINDING, second: BINDING },
  },
});

type Verdict = "reaches the document" | "is refused as not enforced" | "is lost";

/** Tries the field's values in every setting until two of them make different documents. */
function judge(leaf: Leaf, settings: ((value: unknown) => Compiled)[]): Verdict {
  let refused = false;
  for (const setting of settings) {
    const digests = new Set<string>();
    for (let n = 0; leaf.make(n) !== undefined; n++) {
      const compiled = setting(leaf.make(n));
      if (compiled.ok) digests.add(digestOf(compiled.body));
      else
        refused ||= compiled.findings.some(
          (finding) => finding.code === "not-enforced" && namesField(finding.path, leaf.path),
        );
    }
    if (digests.size > 1) return "reaches the document";
  }
  return refused ? "is refused as not enforced" : "is lost";
}

/** The finding is about the field, or about the kind of target that has it. */
function namesField(found: (string | number)[], path: string[]): boolean {
  if (found.at(-1) === "kind") return true;
  const names = found.filter((part): part is string => typeof part === "string");
  return names.some((name) => path.includes(name));
}

const targetSchemas = need(
  defOf(need(defOf(UnboundPolicy.shape.chain).element, "the chain")).options,
  "targets",
);
const targetLeaves = targetSchemas.flatMap((schema) => {
  const kind = String(need(defOf(need(defOf(schema).shape?.["kind"], "a kind")).values, "kinds")[0]);
  return leaves(schema).map((leaf) => ({ kind, leaf: besides(kind, leaf) }));
});
const policyLeaves = leaves(UnboundPolicy).filter((leaf) => leaf.path[0] !== "chain");
const bindingLeaves = leaves(TargetBinding);

const inChain = [
  (target: unknown) => [target],
  (target: unknown) => [target, last],
  (target: unknown) => [http("first"), target],
  (target: unknown) => [http("first"), target, last],
].map(
  (chain) => (target: unknown) => compile({ apiVersion: "fallback/v1", id: "orders", chain: chain(target) }),
);

const CHAIN = [http("first"), { id: "second", kind: "http" }, last];
const IN_A_REGION = CHAIN.map((target) =>
  target.id === "last" ? target : { ...target, failureDomain: { region: "a" } },
);
const asPolicy = [CHAIN, IN_A_REGION].map(
  (chain) => (policy: unknown) => compile({ ...(policy as object), chain }),
);

describe("every field of a policy", () => {
  it("is walked", () => {
    const names = [
      ...targetLeaves.map(({ kind, leaf }) => [kind, ...leaf.path]),
      ...policyLeaves.map((leaf) => leaf.path),
    ];
    const paths = names.map((path) => path.join("."));
    expect(paths).toEqual(
      expect.arrayContaining([
        "http.timeouts.connectMs",
        "http.health.active.unhealthyFailures",
        "http.rewrite.setHeaders.*",
        "static.body",
        "stale.maxEntryBytes",
        "budget.slowFailureCutoffMs",
        "replay.safeMethods.*",
        "failback.holdDownMs",
      ]),
    );
    expect(paths.length).toBeGreaterThan(150);
  });

  it.each(targetLeaves.map(({ kind, leaf }) => ({ name: [kind, ...leaf.path].join("."), leaf })))(
    "$name",
    ({ leaf }) => {
      expect(judge(leaf, inChain)).not.toBe("is lost");
    },
  );

  it.each(policyLeaves.map((leaf) => ({ name: leaf.path.join("."), leaf })))("$name", ({ leaf }) => {
    expect(judge(leaf, asPolicy)).not.toBe("is lost");
  });

  it.each(bindingLeaves.map((leaf) => ({ name: `binding ${leaf.path.join(".")}`, leaf })))(
    "$name",
    ({ leaf }) => {
      const setting = (binding: unknown) =>
        compile({ apiVersion: "fallback/v1", id: "orders", chain: CHAIN }, binding as TargetBinding);
      expect(judge(leaf, [setting])).not.toBe("is lost");
    },
  );

  it.each(["http.timeouts.connectMs", "http.health.active.path", "static.status"])(
    "%s reaches the document today",
    (name) => {
      const found = targetLeaves.find(({ kind, leaf }) => [kind, ...leaf.path].join(".") === name);
      expect(judge(need(found, name).leaf, inChain)).toBe("reaches the document");
    },
  );
});
