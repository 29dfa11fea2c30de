"use client";

import { Link2 } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Segmented } from "@/components/ui/segmented.tsx";
import { useCopy } from "@/components/ui/use-copy.ts";
import type { ChainDraft } from "./chain-edit.ts";
import { MinuteView } from "./minute-view.tsx";
import { RequestView } from "./request-view.tsx";
import { SimulationForm } from "./simulation-form.tsx";
import { useSimulation } from "./use-simulation.ts";

interface SimulatePanelProps {
  draft: ChainDraft;
  environment: string;
}

/** Choose what fails and how; the gateway's own decision core walks the chain. Nothing is sent. */
export function SimulatePanel({ draft, environment }: SimulatePanelProps) {
  const { settings, set } = useSimulation(draft);
  if (draft.policy.chain.length === 0) {
    return <EmptyState icon={Link2} title="There is no chain to walk yet" className="py-8" />;
  }
  return (
    <div className="flex flex-col gap-5 p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Segmented
          label="What is simulated"
          value={settings.mode}
          options={[
            { value: "request", label: "One request" },
            { value: "minute", label: "Traffic" },
          ]}
          onChange={(mode) => set({ mode })}
        />
        <CopyLink />
      </div>
      <SimulationForm settings={settings} set={set} policy={draft.policy} />
      {settings.mode === "request" ? (
        <RequestView draft={draft} environment={environment} settings={settings} />
      ) : (
        <MinuteView draft={draft} environment={environment} settings={settings} />
      )}
    </div>
  );
}

function CopyLink() {
  const { copied, copy } = useCopy();
  return (
    <Button size="sm" variant="ghost" onClick={() => copy(window.location.href)}>
      <Link2 aria-hidden />
      <span role="status">{copied ? "Copied" : "Copy link to this simulation"}</span>
    </Button>
  );
}
