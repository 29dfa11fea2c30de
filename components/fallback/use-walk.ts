"use client";

import { simulate } from "#lib/fallback";
import { requestSimulation } from "./simulation-settings.ts";
import { useSimulation, type Simulated } from "./use-simulation.ts";
import { walkLanes, walkMarks } from "./walk.ts";
import type { WalkMark } from "./walk-badge.tsx";

/** While a request is simulated: what it does at each target, for the cards. */
export function useWalk(simulated: Simulated): Record<string, WalkMark> {
  const { played, settings } = useSimulation(simulated);
  const ids = simulated.draft.policy.chain.map((target) => target.id);
  if (!played || settings.mode !== "request" || ids.length === 0) return {};
  const { policy } = played;
  const result = simulate({ policy, ...requestSimulation(settings, policy) });
  const asked = policy.chain.map((target) => target.id);
  return walkMarks(walkLanes(result, asked), ids);
}
