import { describe, expect, it } from "vitest";
import { compileChain } from "./compile-chain.ts";
import { resolvePolicy } from "./defaults.ts";
import { nameSet, statusTable } from "./intern.ts";
import { policyOf } from "./scripted-serve.ts";

describe("what equal chains share", () => {
  it("makes equal lists once and different ones apart", () => {
    expect(statusTable([502, [503, 504]])).toBe(statusTable([502, [503, 504]]));
    expect(statusTable([502])).not.toBe(statusTable([503]));
    expect(nameSet(["GET", "HEAD"])).toBe(nameSet(["GET", "HEAD"]));
  });

  it("covers the whole range and nothing else", () => {
    const table = statusTable([429, [502, 504]]);
    expect([...table].flatMap((value, status) => (value === 1 ? [status] : []))).toEqual([
      429, 502, 503, 504,
    ]);
  });

  it("gives two chains of defaults the same tables", () => {
    const [one, two] = [0, 1].map(() => compileChain(resolvePolicy(policyOf(["a"]))).targets[0]);
    expect(one?.network && two?.network && one.failStatus === two.failStatus).toBe(true);
    expect(one?.network && two?.network && one.triggers === two.triggers).toBe(true);
  });
});
