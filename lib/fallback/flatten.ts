import { bindPolicy } from "./bind.ts";
import { error, warning } from "./finding.ts";
import { endWithout } from "./leave-out.ts";
import { placeTargets, type RouteShape } from "./place-target.ts";
import type {
  ApiTarget,
  Bindings,
  BoundPolicy,
  BoundTarget,
  FallbackPolicy,
  Finding,
  Target,
  UnboundPolicy,
} from "./schema.ts";
import { NESTING_MAX } from "./values.ts";

/** What is published of a version in the environment that is compiled for. */
export interface PublishedApi {
  revision: number;
  routes: RouteShape[];
  policy: UnboundPolicy;
  bindings: Bindings;
}

/** A version of another API, as a chain may name it. */
export interface OtherApi {
  /** Its name for those who read the findings, e.g. `inventory v2`. */
  label: string;
  /** Absent: nothing is published there. */
  published?: PublishedApi;
  /** In an emergency it answers nobody, in no chain either. */
  isBlocked?: boolean;
}

/** `undefined`: there is none, or none that may be used. */
export type FindApi = (apiId: string, version: string) => OtherApi | undefined;

/** Whose targets are in a flattened chain. */
export interface ChainPart {
  /** What the ids of its targets begin with. */
  target: string;
  api: string;
  version: string;
  revision: number;
}

export interface FlatPolicy {
  policy: FallbackPolicy;
  parts: ChainPart[];
  /** For each target, the one of the given chain that it comes from, and whether it is another API's. */
  origins: { index: number; isOther: boolean }[];
  warnings: Finding[];
}

export type FlatResult = ({ ok: true } & FlatPolicy) | { ok: false; findings: Finding[] };

interface Named {
  api: string;
  version: string;
  label: string;
}

const TARGETS_MAX = 8;

/**
 * Puts the targets of other APIs in the place of the `api` targets that name them, as they are published now. Findings are at
 * the target of the given chain; nothing of another API's addresses is in them. `self`: the version whose policy this is.
 */
export function flattenPolicy(policy: BoundPolicy, self: Named, find: FindApi): FlatResult {
  const flat = new Flattening(find);
  const given = policy.chain.flatMap((own, index) => {
    flat.at = ["chain", index];
    const placed = flat.targetsOf(own, [self], "");
    return placed.map((target) => ({ target, index, isOther: own.kind === "api" }));
  });
  const [blocked] = flat.blocked;
  const placed = blocked ? endWithout(given, blocked) : given;
  const chain = placed.map(({ target }) => target);
  const origins = placed.map(({ index, isOther }) => ({ index, isOther }));
  if (chain.length > TARGETS_MAX) {
    const index = policy.chain.findIndex((target) => target.kind === "api");
    const message = `With the targets of the APIs in it the chain has ${chain.length} targets; at most ${TARGETS_MAX}.`;
    flat.findings.push(error(["chain", index], { code: "too-many-targets", message }));
  }
  const { findings, parts } = flat;
  if (findings.some((finding) => finding.severity === "error")) return { ok: false, findings };
  return { ok: true, policy: { ...policy, chain }, parts, origins, warnings: findings };
}

class Flattening {
  readonly #find: FindApi;
  readonly findings: Finding[] = [];
  readonly parts: ChainPart[] = [];
  /** Targets of the given chain in whose place something was left out. */
  readonly blocked: { id: string; index: number }[] = [];
  /** The target of the given chain that is being looked at. */
  at: (string | number)[] = [];

  constructor(find: FindApi) {
    this.#find = find;
  }

  /** `trail`: the versions that lead here, outermost first. `prefix`: of the ids, with its slash. */
  targetsOf(target: BoundTarget, trail: readonly Named[], prefix: string): Target[] {
    return target.kind === "api" ? this.#targetsOfApi(target, trail, prefix) : [target];
  }

  #targetsOfApi(place: ApiTarget, trail: readonly Named[], prefix: string): Target[] {
    const { apiId: api, version } = place;
    const other = this.#find(api, version);
    if (!other)
      return this.#refuse("unknown-api", `There is no API ${api} ${version} that can be used here.`);
    const path = [...trail, { api, version, label: other.label }];
    if (trail.some((one) => one.api === api && one.version === version)) {
      const circle = path.map((one) => one.label).join(" → ");
      return this.#refuse("api-cycle", `The chain would come back to itself: ${circle}.`);
    }
    if (trail.length > NESTING_MAX) {
      const message = `APIs stand in each other's chains at most ${NESTING_MAX} deep: ${path.map((one) => one.label).join(" → ")}.`;
      return this.#refuse("api-too-deep", message);
    }
    if (!other.published)
      return this.#refuse("api-not-published", `${other.label} is not published in this environment.`);
    if (other.isBlocked) return this.#leaveOut(place, other.label);
    return this.#place(place, other.published, { path, label: other.label, prefix });
  }

  #place(
    place: ApiTarget,
    published: PublishedApi,
    { path, label, prefix }: { path: readonly Named[]; label: string; prefix: string },
  ): Target[] {
    const bound = bindPolicy(published.policy, published.bindings);
    if (!bound.ok)
      return this.#refuse("api-not-usable", `${label} has targets without an address in this environment.`);
    const own = place.entry === "first_target" ? bound.policy.chain.slice(0, 1) : bound.policy.chain;
    const id = `${prefix}${place.id}`;
    const blockedBefore = this.blocked.length;
    this.parts.push({ target: id, api: place.apiId, version: place.version, revision: published.revision });
    const targets = own.flatMap((target) => this.targetsOf(target, path, `${id}/`));
    const { routes, policy } = published;
    const placed = placeTargets(targets, { place, routes, triggers: policy.triggers });
    const lostSome = this.blocked.length > blockedBefore;
    if (targets.length > 0 && placed.length === 0 && !lostSome)
      return this.#refuse(
        "api-answers-nothing",
        `${label} would answer none of the requests that come here.`,
      );
    if (routesDiffer(routes)) {
      const message = `${label} has several routes that keep different paths; its first one is used.`;
      this.findings.push(warning(this.at, { code: "api-routes-differ", message }));
    }
    return placed;
  }

  #leaveOut({ id }: ApiTarget, label: string): Target[] {
    this.blocked.push({ id, index: Number(this.at[1]) });
    const message = `${label} is blocked: its targets are left out until it is not.`;
    this.findings.push(warning(this.at, { code: "api-blocked", message }));
    return [];
  }

  #refuse(code: string, message: string): Target[] {
    this.findings.push(error(this.at, { code, message }));
    return [];
  }
}

function routesDiffer(routes: readonly RouteShape[]): boolean {
  const kept = new Set(routes.map((route) => (route.stripPrefix ? "" : route.pathPrefix)));
  return kept.size > 1;
}
