"use client";

import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { playedPolicy, type PlayedPolicy } from "#lib/fallback";
import type { ChainDraft } from "./chain-edit.ts";
import { readSettings, writeSettings, type SimulationSettings } from "./simulation-settings.ts";
import { useOtherApis, type OtherApis } from "./use-other-apis.ts";

/** Whose draft is played through, and where. */
export interface Simulated {
  versionRef: VersionRef;
  draft: ChainDraft;
  environment: string;
}

interface SimulationState {
  /** Undefined while the simulator is closed, and until is known what other APIs bring in. */
  played: PlayedPolicy | undefined;
  /** Why that is not known. */
  failed: OtherApis["failed"];
  settings: SimulationSettings;
  set: (next: Partial<SimulationSettings>) => void;
}

/** What is played through, as the URL has it, on the chain that publishing would make of the draft. */
export function useSimulation({ versionRef, draft, environment }: Simulated): SimulationState {
  const { search, change } = useUrlSearch();
  const wanted = search.get("view") === "simulate";
  const { find, failed } = useOtherApis(draft.policy, environment, { wanted });
  const self = { api: versionRef.slug, version: versionRef.version };
  const own = { policy: draft.policy, bindings: draft.bindings[environment] ?? {} };
  const played = wanted && find ? playedPolicy(own, self, find) : undefined;
  const policy = played?.policy ?? draft.policy;
  const settings = readSettings(new URLSearchParams(search), policy);
  const set = (next: Partial<SimulationSettings>) =>
    change(writeSettings({ ...settings, ...next }, policy), "replace");
  return { played, failed, settings, set };
}
