import type { StaticTarget, Target } from "./schema.ts";

/** What answers where nothing else is left. */
function sorry(id: string): StaticTarget {
  const problem = {
    type: "about:blank",
    title: "Blocked",
    status: 503,
    detail: "What answers here is blocked for now.",
  };
  return {
    id,
    kind: "static",
    status: 503,
    contentType: "application/problem+json",
    body: JSON.stringify(problem),
  };
}

type Placed = { target: Target; index: number; isOther: boolean };

/**
 * What is left of a chain whose blocked APIs were left out: no stored answers that only came from them, and an end that
 * answers. `blocked`: the first of them, whose id and place the end takes.
 */
export function endWithout(chain: readonly Placed[], blocked: { id: string; index: number }): Placed[] {
  const left = chain.filter(({ target }, at) => target.kind !== "stale" || chain.slice(0, at).some(isSource));
  const last = left.at(-1);
  if (last && last.target.kind !== "stale") return left;
  return [...left, { target: sorry(blocked.id), index: blocked.index, isOther: false }];
}

function isSource({ target }: Placed): boolean {
  if (target.kind === "stale" || target.kind === "static") return false;
  return target.when?.methods?.includes("GET") ?? true;
}
