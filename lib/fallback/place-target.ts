import { DEFAULTS } from "./defaults.ts";
import { isNetwork } from "./finding.ts";
import type { ApiTarget, Target, Triggers } from "./schema.ts";

/** How an API takes requests: its first route stands for it. */
export interface RouteShape {
  pathPrefix: string;
  /** None: all. */
  methods: readonly string[];
  stripPrefix: boolean;
}

/** Another API whose targets are put into a chain. */
interface Placement {
  /** The target that names it. */
  place: ApiTarget;
  routes: readonly RouteShape[];
  triggers: Triggers | undefined;
}

/**
 * An API's targets as they stand in another's chain, in place of the target that names it. Triggers, timeouts, health,
 * credentials and rewriting stay theirs. A static answer that only words a failure is left out, because the outer chain goes
 * on; so is a target that takes none of the requests that can come.
 */
export function placeTargets(targets: readonly Target[], placement: Placement): Target[] {
  const first = targets.find(isNetwork);
  return targets.flatMap((target) => {
    if (target.kind === "static" && target.status >= 500) return [];
    const methods = commonMethods([
      placement.place.when?.methods,
      routeMethods(placement.routes),
      target.when?.methods,
    ]);
    if (methods?.length === 0) return [];
    const common = {
      ...target,
      id: `${placement.place.id}/${target.id}`,
      ...whenOf(placement.place, target, methods),
    };
    return [
      isNetwork(target) ? placeNetwork(common, placement, { first, isFirst: target === first }) : common,
    ];
  });
}

function placeNetwork(
  target: Target,
  { place, routes, triggers }: Placement,
  { first, isFirst }: { first: Target | undefined; isFirst: boolean },
): Target {
  const { canaryPercent: _own, ...rest } = target;
  const share = isFirst ? place.canaryPercent : undefined;
  const maxConcurrent = least(place.maxConcurrent, target.maxConcurrent);
  const minUsefulMs = most(place.minUsefulMs, target.minUsefulMs);
  return {
    ...rest,
    onFailure: { ...DEFAULTS.triggers, ...triggers, ...target.onFailure },
    semantics: semanticsOf(place, target, { first, isFirst }),
    ...(place.failureDomain || target.failureDomain
      ? { failureDomain: { ...place.failureDomain, ...target.failureDomain } }
      : {}),
    ...(share === undefined ? {} : { canaryPercent: share }),
    ...(maxConcurrent === undefined ? {} : { maxConcurrent }),
    ...(minUsefulMs === undefined ? {} : { minUsefulMs }),
    ...(target.kind === "http" ? { mountPath: target.mountPath ?? mountPath(routes) } : {}),
  } as Target;
}

/**
 * Sharing is declared towards the other targets of one chain. For the API's first target the outer chain's word counts; a
 * further one must share with that first one, too.
 */
function semanticsOf(
  { semantics: outer }: ApiTarget,
  { semantics: own }: Target,
  { first, isFirst }: { first: Target | undefined; isFirst: boolean },
): NonNullable<Target["semantics"]> {
  const shares = (what: "sharesState" | "sharesDedupStore") =>
    outer?.[what] === true && (isFirst || (own?.[what] === true && first?.semantics?.[what] === true));
  return {
    sharesState: shares("sharesState"),
    sharesDedupStore: shares("sharesDedupStore"),
    readOnly: outer?.readOnly === true || own?.readOnly === true,
  };
}

function whenOf(place: ApiTarget, target: Target, methods: string[] | undefined): Pick<Target, "when"> {
  const header = [...(place.when?.header ?? []), ...(target.when?.header ?? [])];
  const when = {
    ...target.when,
    ...(methods ? { methods } : {}),
    ...(header.length > 0 ? { header } : {}),
  };
  return Object.keys(when).length > 0 ? { when } : {};
}

/** A route that takes GET answers HEAD too (RFC 9110 §9.3.2). */
function routeMethods(routes: readonly RouteShape[]): string[] | undefined {
  if (routes.some((route) => route.methods.length === 0)) return undefined;
  const methods = routes.flatMap((route) => route.methods);
  return [...new Set(methods.includes("GET") ? [...methods, "HEAD"] : methods)];
}

function commonMethods(lists: (readonly string[] | undefined)[]): string[] | undefined {
  const given = lists.filter((list) => list !== undefined);
  const [first, ...others] = given;
  return first?.filter((method) => others.every((list) => list.includes(method)));
}

function mountPath([first]: readonly RouteShape[]): string {
  return !first || first.stripPrefix || first.pathPrefix === "/" ? "" : first.pathPrefix;
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

function most(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
