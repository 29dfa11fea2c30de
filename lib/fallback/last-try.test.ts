import { expect, it } from "vitest";
import { compileChain } from "./compile-chain.ts";
import { beginServe } from "./decide.ts";
import { resolvePolicy } from "./defaults.ts";
import { plainGet } from "./request.ts";
import { policyOf } from "./scripted-serve.ts";
import type { UnboundPolicy, UnboundTarget } from "./schema.ts";
import { initialTargetState } from "./target-state.ts";
import { isLastTry } from "./walk.ts";

const sorry: UnboundTarget = { id: "sorry", kind: "static", status: 503 };
const a = (more: object): UnboundTarget => ({ id: "a", kind: "http", ...more });

/** At its first attempt; `away`: the second target is ejected. */
function isLast(chain: (string | UnboundTarget)[], more: Partial<UnboundPolicy> = {}, away = false): boolean {
  const compiled = compileChain(resolvePolicy(policyOf(chain, more)));
  const [first, second] = compiled.targets.map((target) =>
    target.network ? initialTargetState(target, 0) : undefined,
  );
  const states = [first, second && away ? { ...second, ejectedUntilMs: 1000 } : second];
  return isLastTry(beginServe(compiled, { states }, plainGet(0)), 500);
}

it("an attempt is the last where neither a repeat nor another network target could follow", () => {
  expect(isLast(["a"])).toBe(true);
  expect(isLast(["a", sorry])).toBe(true);
  expect(isLast(["a", "b"])).toBe(false);
  expect(isLast(["a", "b"], {}, true)).toBe(true);
  expect(isLast(["a", { id: "b", kind: "http", when: { methods: ["POST"] } }])).toBe(true);
  expect(isLast(["a", "b"], { budget: { maxAttempts: 1 } })).toBe(true);
  expect(isLast(["a", "b"], { budget: { deadlineMs: 520 } })).toBe(true);
  expect(isLast([a({ onFailure: { connectFailure: false } }), "b"])).toBe(true);
  expect(isLast([a({ attempts: { max: 2 } }), sorry])).toBe(false);
  expect(isLast([a({ attempts: { max: 2 } }), sorry], { budget: { maxAttempts: 1 } })).toBe(true);
});
