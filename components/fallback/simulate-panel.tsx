"use client";

import { Link2 } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Segmented } from "@/components/ui/segmented.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { useCopy } from "@/components/ui/use-copy.ts";
import type { PlayedPolicy } from "#lib/fallback";
import { MinuteView } from "./minute-view.tsx";
import { RequestView } from "./request-view.tsx";
import { SimulationForm } from "./simulation-form.tsx";
import { useSimulation, type Simulated } from "./use-simulation.ts";

/** Choose what fails and how; the gateway's own decision core walks the chain. Nothing is sent. */
export function SimulatePanel(simulated: Simulated) {
  const { played, failed, settings, set } = useSimulation(simulated);
  if (simulated.draft.policy.chain.length === 0) {
    return <EmptyState icon={Link2} title="There is no chain to walk yet" className="py-8" />;
  }
  if (failed) return <ProblemCallout error={failed.error} onRetry={failed.retry} />;
  if (!played) return <SkeletonRows rows={4} label="Loading" />;
  const { policy } = played;
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
      <Unlike played={played} />
      <SimulationForm settings={settings} set={set} policy={policy} />
      {settings.mode === "request" ? (
        <RequestView policy={policy} settings={settings} />
      ) : (
        <MinuteView policy={policy} settings={settings} />
      )}
    </div>
  );
}

/** In what the chain that is played is not the one that gateways would have, or not the one that was written. */
function Unlike({ played: { unknown, notes } }: { played: PlayedPolicy }) {
  return (
    <>
      {unknown.length === 0 ? null : (
        <Callout tone="warn" title="Not played as gateways would">
          <ul className="flex flex-col gap-1">
            {unknown.map(({ target, why }) => (
              <li key={target}>
                <span className="font-medium">{target}</span> is played as one target with the usual settings.{" "}
                {why}
              </li>
            ))}
          </ul>
        </Callout>
      )}
      {notes.map((note) => (
        <Callout key={note} tone="info">
          {note}
        </Callout>
      ))}
    </>
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
