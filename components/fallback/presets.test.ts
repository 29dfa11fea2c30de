import { describe, expect, it } from "vitest";
import { bindPolicy, findUnenforced, simulate, validatePolicy } from "#lib/fallback";
import { UnboundPolicy, type Bindings, type UnboundTarget } from "#lib/fallback/schema";
import type { ChainDraft } from "./chain-edit.ts";
import { PRESETS } from "./presets.ts";

const draftOf = (chain: UnboundTarget[], bindings: Bindings = {}): ChainDraft => ({
  routes: [{ hosts: [], pathPrefix: "/orders", methods: [], stripPrefix: true }],
  policy: { apiVersion: "fallback/v1", id: "orders", chain },
  bindings: { production: bindings },
});

const typed = { primary: { endpoints: [{ url: "https://typed.example" }] } };
const STARTS: [string, ChainDraft][] = [
  ["nothing", draftOf([])],
  ["one upstream", draftOf([{ id: "primary", kind: "http" }], typed)],
  [
    "a chain with answers of its own",
    draftOf(
      [
        { id: "primary", kind: "http", timeouts: { connectMs: 100 } },
        { id: "kept", kind: "stale", maxStaleMs: 5000, isolateBy: "public", maxEntryBytes: 10 },
        { id: "goodbye", kind: "static", status: 503, body: "Bye" },
      ],
      typed,
    ),
  ],
  [
    "six upstreams and a static answer",
    draftOf([
      ...["a", "b", "c", "d", "e", "f"].map((id): UnboundTarget => ({
        id,
        kind: "http",
        timeouts: { firstByteMs: 1000 },
      })),
      { id: "sorry", kind: "static", status: 503 },
    ]),
  ],
  [
    "an answer for maintenance first",
    draftOf(
      [
        { id: "maint", kind: "static", status: 503, when: { header: [{ name: "x-maint", present: true }] } },
        { id: "primary", kind: "http" },
        { id: "sorry", kind: "static", status: 503 },
      ],
      typed,
    ),
  ],
  [
    "answers with the names of upstreams",
    draftOf(
      [
        { id: "primary", kind: "http" },
        { id: "backup", kind: "static", status: 503, when: { methods: ["POST"] } },
        { id: "replica", kind: "static", status: 503, when: { methods: ["PUT"] } },
        { id: "replica-2", kind: "static", status: 503 },
      ],
      typed,
    ),
  ],
  [
    "a full chain",
    draftOf(
      ["primary", "b", "c", "d", "e", "f", "g"]
        .map((id): UnboundTarget => ({ id, kind: "http", timeouts: { firstByteMs: 1000 } }))
        .concat({ id: "sorry", kind: "static", status: 503 }),
      typed,
    ),
  ],
];

/** With an address for every upstream, each on a host of its own. */
function bound({ policy, bindings }: ChainDraft) {
  const own = bindings["production"] ?? {};
  const all = policy.chain
    .filter(({ kind }) => kind === "http")
    .map(({ id }) => [id, own[id] ?? { endpoints: [{ url: `https://${id}.example` }] }]);
  const result = bindPolicy(policy, Object.fromEntries(all));
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.policy;
}

const cases = PRESETS.flatMap((preset) =>
  STARTS.map(([start, draft]) => ({ name: `${preset.name} from ${start}`, preset, draft })),
);

describe("every preset", () => {
  it.each(cases)("is without a finding: $name", ({ preset, draft }) => {
    const next = preset.apply(draft);
    expect(UnboundPolicy.safeParse(next.policy).error).toBeUndefined();
    const policy = bound(next);
    expect([...validatePolicy(policy), ...findUnenforced(policy)]).toEqual([]);
  });

  it.each(cases)("keeps what was typed: $name", ({ preset, draft }) => {
    const next = preset.apply(draft);
    expect(next.bindings["production"]).toEqual(draft.bindings["production"]);
    expect(next.routes).toBe(draft.routes);
    for (const target of draft.policy.chain) {
      const now = next.policy.chain.find(({ id }) => id === target.id);
      expect(now).toMatchObject(target);
    }
  });

  it.each(cases)("says the same when it is applied again: $name", ({ preset, draft }) => {
    const once = preset.apply(draft);
    expect(preset.apply(once)).toEqual(once);
  });
});

describe("what the presets do", () => {
  it.each(PRESETS)(
    "$name puts no upstream before an answer under a condition, or behind one for good",
    (preset) => {
      const [, start] = STARTS.find(([name]) => name === "an answer for maintenance first") ?? [];
      const ids = preset.apply(start ?? draftOf([])).policy.chain.map(({ id }) => id);
      expect(ids.slice(0, 2)).toEqual(["maint", "primary"]);
      expect(ids.at(-1)).toBe("sorry");
    },
  );

  const apply = (id: string) => {
    const preset = PRESETS.find((candidate) => candidate.id === id);
    if (!preset) throw new Error(id);
    return preset.apply(draftOf([{ id: "primary", kind: "http" }])).policy;
  };
  const send = (id: string, method: string, down: string[]) =>
    simulate({
      policy: apply(id),
      request: { method, bodyBytes: 0, headers: {} },
      behaviours: Object.fromEntries(down.map((target) => [target, { kind: "refused" as const }])),
    });

  it("is a backup that takes over", () => {
    expect(send("active-passive", "POST", ["primary"])).toMatchObject({ target: "backup", status: 200 });
  });

  it("is reads that survive both upstreams, and an honest 503 for the rest", () => {
    expect(send("three-tier", "GET", ["primary", "backup"])).toMatchObject({ target: "last-good" });
    expect(send("three-tier", "POST", ["primary", "backup"])).toMatchObject({ target: "sorry", status: 503 });
  });

  it("is a backup that is always exercised", () => {
    const policy = apply("canary");
    const drawn = simulate({
      policy,
      behaviours: {},
      request: { method: "GET", bodyBytes: 0, headers: {}, draw: 0.04 },
    });
    expect(drawn).toMatchObject({ target: "backup", result: "canary" });
  });

  it("is a replica for reads alone", () => {
    expect(send("read-only", "GET", ["primary"])).toMatchObject({ target: "replica", status: 200 });
    expect(send("read-only", "POST", ["primary"])).toMatchObject({ target: "sorry", status: 503 });
  });
});
