import { describe, expect, it } from "vitest";
import { bindPolicy } from "./bind.ts";
import { flattenPolicy, type FindApi } from "./flatten.ts";
import { playedPolicy } from "./played-policy.ts";
import type { UnboundTarget } from "./schema.ts";
import { api, bound, http, others, policyOf, published, self, sorry } from "./scripted-apis.ts";
import { simulate, type Simulation } from "./simulate.ts";

const inventory = published(policyOf([http("a", { timeouts: { firstByteMs: 700 } }), http("b")]));
const known = others({ inv: inventory, none: "unpublished" });

function play(chain: UnboundTarget[], find: FindApi = known) {
  const policy = policyOf(chain);
  return playedPolicy({ policy, bindings: bound(policy) }, self, find);
}

const walk = (chain: UnboundTarget[], behaviours: Simulation["behaviours"]) => {
  const request = { method: "GET", bodyBytes: 0, headers: {} };
  const { trace, status, attempts } = simulate({ policy: play(chain).policy, behaviours, request });
  const asked = trace.filter(({ what }) => what === "attempt").map(({ target }) => target);
  return { asked, status, attempts };
};

describe("a chain with another API in it, played through", () => {
  const chain = [api("inventory", "inv"), sorry];

  it("asks each of that API's targets, as gateways do", () => {
    const refused = { kind: "refused" } as const;
    expect(walk(chain, { "inventory/a": refused, "inventory/b": refused })).toEqual({
      asked: ["inventory/a", "inventory/b"],
      status: 503,
      attempts: 2,
    });
    expect(walk(chain, { "inventory/a": refused })).toMatchObject({ status: 200, attempts: 2 });
  });

  it("is the chain that would be published", () => {
    const policy = policyOf([http("own"), ...chain]);
    const whole = bindPolicy(policy, bound(policy));
    const flat = whole.ok && flattenPolicy(whole.policy, self, known);
    expect(flat && flat.ok && flat.policy).toEqual(play([http("own"), ...chain]).policy);
  });

  it("needs no addresses", () => {
    const policy = policyOf([http("own"), ...chain]);
    const played = playedPolicy({ policy, bindings: {} }, self, known);
    expect(played.policy.chain.map(({ id }) => id)).toEqual(["own", "inventory/a", "inventory/b", "sorry"]);
  });

  it("tells which API it cannot put in, and why, and puts in the others", () => {
    const odd = [
      api("secret", "hidden"),
      api("later", "none"),
      api("new", ""),
      api("inventory", "inv"),
      sorry,
    ];
    const played = play(odd);
    expect(played.policy.chain.map(({ id, kind }) => [id, kind])).toEqual([
      ["secret", "http"],
      ["later", "http"],
      ["new", "http"],
      ["inventory/a", "http"],
      ["inventory/b", "http"],
      ["sorry", "static"],
    ]);
    expect(played.unknown).toEqual([
      { target: "secret", why: "There is no API hidden v1 that can be used here." },
      { target: "later", why: "none v1 is not published in this environment." },
      { target: "new", why: "No API is chosen." },
    ]);
  });

  it("with more targets than a chain may have puts none in", () => {
    const many = [1, 2, 3, 4, 5].map((n) => api(`inventory-${n}`, "inv"));
    const played = play(many);
    expect(played.policy.chain).toHaveLength(5);
    expect(played.unknown[4]).toEqual({ target: "inventory-5", why: expect.stringContaining("10 targets") });
  });

  it("leaves out what is blocked, and says so", () => {
    const played = play([http("own"), ...chain], others({ inv: inventory }, ["inv"]));
    expect(played.policy.chain.map(({ id }) => id)).toEqual(["own", "sorry"]);
    expect(played.notes).toEqual(["inv v1 is blocked: its targets are left out until it is not."]);
  });
});
