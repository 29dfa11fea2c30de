"use client";

import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { simulate } from "#lib/fallback";
import type { ChainDraft } from "./chain-edit.ts";
import { requestSimulation } from "./simulation-settings.ts";
import { simulatedPolicy, useSimulation } from "./use-simulation.ts";
import { walkLanes, walkMarks } from "./walk.ts";
import type { WalkMark } from "./walk-badge.tsx";

/** While a request is simulated: what it does at each target, for the cards. */
export function useWalk(draft: ChainDraft, environment: string): Record<string, WalkMark> {
  const { search } = useUrlSearch();
  const { settings } = useSimulation(draft);
  const ids = draft.policy.chain.map((target) => target.id);
  if (search.get("view") !== "simulate" || settings.mode !== "request" || ids.length === 0) return {};
  const policy = simulatedPolicy(draft, environment);
  return walkMarks(walkLanes(simulate({ policy, ...requestSimulation(settings, policy) }), ids));
}
