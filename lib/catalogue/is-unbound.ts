import type { Bindings, UnboundPolicy } from "#lib/fallback/schema";

/** Whether nobody has given a chain the addresses yet that it needs in an environment. One that needs none is bound everywhere. */
export function isUnbound({ chain }: UnboundPolicy, bindings: Bindings = {}): boolean {
  return chain.some(({ kind }) => kind === "http") && Object.keys(bindings).length === 0;
}
