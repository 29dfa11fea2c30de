import {
  compileChain,
  findUnenforced,
  resolvePolicy,
  type CompiledChain,
  type CompiledNetwork,
  type ResolvedPolicy,
  type ResolvedStale,
  type RetryBudget,
  type Sharing,
  type TargetState,
} from "#lib/fallback";
import { AppError } from "#lib/errors";
import type { RouteBody } from "#lib/routing/schema";
import { gateOf, type Gate } from "./gate.ts";
import { HttpUpstream } from "./http-upstream.ts";
import { Operations } from "./operations.ts";
import type { ResolveSecret } from "./secrets.ts";
import type { RequestTally } from "./request-tally.ts";
import { lifeOf, type RouteLife } from "./route-life.ts";
import { staticAnswer, type StaticAnswer } from "./static-answer.ts";
import type { UpstreamPools } from "./upstream-pools.ts";
import type { TargetCell } from "./target-cell.ts";
import type { TrafficRow } from "./traffic-counter.ts";
import type { VersionWatch } from "./version-watch.ts";

/** One published version, prepared for serving. Made once per publish and never changed, but for the states it shares. */
export interface LiveRoute {
  key: string;
  body: RouteBody;
  chain: CompiledChain;
  policy: ResolvedPolicy;
  networks: readonly (CompiledNetwork | undefined)[];
  /** By index in the chain; undefined where the target is of another kind. */
  upstreams: readonly (HttpUpstream | undefined)[];
  statics: readonly (StaticAnswer | undefined)[];
  stales: readonly (ResolvedStale | undefined)[];
  /** The stale targets alone: answers are kept for these. */
  keepFor: readonly ResolvedStale[];
  exposes: boolean;
  /** Absent: everyone may call it. */
  gate: Gate | undefined;
  /** Absent: it goes on. */
  life: RouteLife | undefined;
  /** By which calls are counted; absent: they are not told apart. */
  operations: Operations | undefined;
  /** Longest body that is kept for a second target. */
  bodyMaxBytes: number;
  view: {
    states: (TargetState | undefined)[];
    inFlight: number[];
    retries: RetryBudget;
    pinned: number | undefined;
    inService: number | undefined;
  };
  cells: (TargetCell | undefined)[];
  watch: VersionWatch;
  /** Where its last request was counted: the next one mostly is too, and nothing has to be looked up for it. */
  lastCounted: { tally: RequestTally | undefined; row: TrafficRow | undefined };
}

export type PreparedRoute = Omit<LiveRoute, "view" | "cells" | "watch" | "lastCounted">;

interface RouteParts {
  pools: UpstreamPools;
  secret: ResolveSecret;
  /** Where several processes serve the route: this one. */
  sharing: Sharing | undefined;
}

/** Prepares a verified document. Throws AppError("unprocessable") naming what this gateway cannot serve. */
export function prepareRoute(key: string, body: RouteBody, parts: RouteParts): PreparedRoute {
  const [unenforced] = findUnenforced(body.fallback).filter((finding) => finding.severity === "error");
  if (unenforced) throw refusal(`${unenforced.path.join(".")}: ${unenforced.message}`);
  const policy = sharedBudget(resolvePolicy(body.fallback), parts.sharing);
  const stales = policy.chain.map((target) => (target.kind === "stale" ? target : undefined));
  const chain = compileChain(policy, parts.sharing);
  return {
    key,
    body,
    chain,
    policy,
    networks: chain.targets.map((target) => (target.network ? target : undefined)),
    upstreams: upstreamsOf(policy, parts),
    statics: policy.chain.map((target) =>
      target.kind === "static" ? staticAnswer(target, body.access?.cors !== undefined) : undefined,
    ),
    stales,
    keepFor: stales.filter((target) => target !== undefined),
    exposes: policy.exposure.clientHeaders,
    gate: gateOf(body),
    life: lifeOf(body),
    operations: body.operations && new Operations(body.operations),
    bodyMaxBytes: policy.replay.bodyMaxBytes ?? 0,
  };
}

function upstreamsOf(policy: ResolvedPolicy, { pools, secret }: RouteParts): (HttpUpstream | undefined)[] {
  const made: (HttpUpstream | undefined)[] = [];
  try {
    for (const target of policy.chain)
      made.push(target.kind === "http" ? new HttpUpstream(target, pools, secret) : undefined);
  } catch (error) {
    for (const upstream of made) upstream?.release(pools);
    throw refusal(error instanceof Error ? error.message : String(error), error);
  }
  return made;
}

/** Each process pays for repeats from its own requests, and from its share of what every second earns. */
function sharedBudget(policy: ResolvedPolicy, sharing: Sharing | undefined): ResolvedPolicy {
  if (!sharing) return policy;
  const minRetriesPerSec = policy.budget.minRetriesPerSec / sharing.workers;
  return { ...policy, budget: { ...policy.budget, minRetriesPerSec } };
}

function refusal(message: string, cause?: unknown): AppError {
  return new AppError("unprocessable", message, { cause });
}
