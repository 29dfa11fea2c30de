"use client";

import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { bindPolicy } from "#lib/fallback";
import type { AnyPolicy } from "#lib/fallback";
import type { ChainDraft } from "./chain-edit.ts";
import { readSettings, writeSettings, type SimulationSettings } from "./simulation-settings.ts";

/** What is played through, as the URL has it. */
export function useSimulation(draft: ChainDraft) {
  const { search, change } = useUrlSearch();
  const settings = readSettings(new URLSearchParams(search), draft.policy);
  const set = (next: Partial<SimulationSettings>) =>
    change(writeSettings({ ...settings, ...next }, draft.policy), "replace");
  return { settings, set };
}

/** The policy with its addresses, from which failure domains follow; without them while some are missing. */
export function simulatedPolicy(draft: ChainDraft, environment: string): AnyPolicy {
  const bound = bindPolicy(draft.policy, draft.bindings[environment] ?? {});
  return bound.ok ? bound.policy : draft.policy;
}
