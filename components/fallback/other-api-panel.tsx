"use client";

import type { DraftStandIn } from "#lib/catalogue/schema";
import type { ApiTarget, Finding } from "#lib/fallback/schema";
import { ApiFinder } from "./api-finder.tsx";
import { OtherChain } from "./other-chain.tsx";
import { PanelSection } from "./panel-section.tsx";
import { messageAt } from "./panel-props.ts";
import { StandInNote } from "./stand-in-badge.tsx";

interface OtherApiPanelProps {
  target: ApiTarget;
  /** Paths from the target on. */
  findings: readonly Finding[];
  standIn: DraftStandIn | undefined;
  environment: string;
  onChange: (target: ApiTarget, field: string) => void;
}

/** Finds an API in the catalogue and shows what its targets would be here. */
export function OtherApiPanel({ target, findings, standIn, environment, onChange }: OtherApiPanelProps) {
  const { apiId, version } = target;
  // Whether it can stand in is told by itself.
  const isProblem = ({ path, code }: Finding) => path.length === 0 && code !== "contract-mismatch";
  const problem = findings.find(isProblem)?.message ?? messageAt(findings, "apiId");
  return (
    <PanelSection
      title="From the catalogue"
      intro="Search for an API whose answers can stand in for this one’s."
      summary={apiId === "" ? "None chosen" : `${apiId} ${version}`}
      fields={[]}
      open
    >
      <ApiFinder
        chosen={{ slug: apiId, version }}
        onChoose={(ref) => onChange({ ...target, apiId: ref.slug, version: ref.version }, "apiId")}
      />
      {apiId === "" ? null : (
        <OtherChain versionRef={{ slug: apiId, version }} entry={target.entry} environment={environment} />
      )}
      <StandInNote standIn={standIn} />
      {problem ? <p className="text-sm text-danger">{problem}</p> : null}
    </PanelSection>
  );
}
