import { describe, expect, it } from "vitest";
import { compileChain } from "./compile-chain.ts";
import { resolvePolicy } from "./defaults.ts";
import type { UnboundTarget } from "./schema.ts";
import { policyOf } from "./scripted-serve.ts";
import { servingTarget } from "./serving.ts";
import { initialTargetState } from "./target-state.ts";

type When = NonNullable<UnboundTarget["when"]>;

/** Who serves a chain of targets with these conditions, by index; those in `out` are ejected. */
function serving(conditions: (When | undefined)[], ...out: number[]) {
  const targets = conditions.map((when, index): UnboundTarget => {
    return { id: `t${index}`, kind: "http", ...(when && { when }) };
  });
  const chain = compileChain(resolvePolicy(policyOf(targets)));
  const states = chain.targets.map((target, index) =>
    target.network ? { ...initialTargetState(target, 0), down: out.includes(index) } : undefined,
  );
  return servingTarget(chain, { states }, 5);
}

const post: When = { methods: ["POST"] };
const beta: When = { header: [{ name: "X-Channel", equals: "beta" }] };
const signedIn: When = { header: [{ name: "Authorization", present: true }] };

describe("servingTarget, where the targets have conditions", () => {
  it.each([
    ["a method", [post, post]],
    ["a header", [signedIn, signedIn]],
    ["a header's value", [beta, beta]],
    [
      "a method and headers",
      [{ ...post, header: [...(beta.header ?? []), ...(signedIn.header ?? [])] }, post],
    ],
    ["requests of different kinds", [post, { methods: ["PUT"] }]],
  ])("does not take %s that no plain GET has for a primary out of service", (_what, conditions) => {
    expect(serving(conditions)).toEqual({
      target: 0,
      id: "t0",
      offPrimary: false,
      forced: false,
      reason: undefined,
    });
  });

  it("still sees that such a primary is out of service", () => {
    expect(serving([post, post], 0)).toMatchObject({ id: "t1", offPrimary: true, reason: "ejected" });
    expect(serving([post, post], 1)).toMatchObject({ id: "t0", offPrimary: false });
    expect(serving([post], 0)).toMatchObject({ id: "t0", offPrimary: true, forced: true });
    expect(serving([post, { methods: ["PUT"] }], 0)).toMatchObject({ offPrimary: true, reason: "ejected" });
    expect(serving([beta, signedIn, beta], 0)).toMatchObject({ id: "t2", offPrimary: true });
  });

  it("looks at the first that takes a plain GET, where one does", () => {
    expect(serving([post, undefined, undefined])).toMatchObject({ id: "t1", offPrimary: false });
    expect(serving([post, undefined, undefined], 0)).toMatchObject({ id: "t1", offPrimary: false });
    expect(serving([post, undefined, undefined], 1)).toMatchObject({ id: "t2", offPrimary: true });
  });

  it("blames no state where conditions contradict each other", () => {
    const never: When = { header: [{ name: "X-Channel", present: false, equals: "beta" }] };
    expect(serving([never, never])).toMatchObject({ target: -1, offPrimary: false });
    expect(serving([never, post])).toMatchObject({ id: "t1", offPrimary: false });
  });
});
