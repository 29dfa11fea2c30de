"use client";

import { CopyPlus, Trash2 } from "lucide-react";
import { use } from "react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import type { DraftStandIn } from "#lib/catalogue/schema";
import type { Finding, UnboundTarget } from "#lib/fallback/schema";
import { AddressSection } from "./address-section.tsx";
import { BindingsHidden } from "./bindings-hidden.ts";
import type { EditorAction, EditorState } from "./editor-state.ts";
import { valueAt } from "./field-value.ts";
import { CHAIN_MAX } from "./legal-kinds.ts";
import { NameField } from "./name-field.tsx";
import { OtherApiPanel } from "./other-api-panel.tsx";
import { findingsFrom } from "./panel-props.ts";
import { SpecSection } from "./spec-section.tsx";
import { sectionsOf } from "./target-fields.ts";
import { KIND_LABEL, findingsAt, findingsOfTarget, targetRole } from "./target-summary.ts";

interface TargetPanelProps {
  state: EditorState;
  dispatch: (action: EditorAction) => void;
  target: UnboundTarget;
  environment: string;
  findings: readonly Finding[];
  standIn: DraftStandIn | undefined;
  onRemove: (id: string) => void;
}

/** The form of the selected card. */
export function TargetPanel(props: TargetPanelProps) {
  const { state, dispatch, target, environment, findings, standIn, onRemove } = props;
  const { policy, bindings } = state.draft;
  const { chain } = policy;
  const index = chain.findIndex((item) => item.id === target.id);
  const own = findingsFrom(findingsOfTarget(findings, index), 2);
  const isOwn = target.kind !== "http";
  const isHidden = use(BindingsHidden);
  return (
    <section aria-label={`${targetRole(index, chain)}: ${target.id}`} className="flex flex-col">
      <header className="flex items-start gap-1 border-b p-4">
        <div className="flex min-w-0 flex-1 flex-col gap-3">
          <p className="text-xs text-text-muted">
            {targetRole(index, chain)} · {KIND_LABEL[target.kind]}
          </p>
          <NameField target={target} chain={chain} dispatch={dispatch} />
        </div>
        <IconButton
          label={`Duplicate ${target.id}`}
          className="in-[fieldset:disabled]:hidden"
          disabled={chain.length >= CHAIN_MAX}
          onClick={() => dispatch({ type: "duplicate", id: target.id })}
        >
          <CopyPlus aria-hidden />
        </IconButton>
        <IconButton
          label={`Remove ${target.id} from the chain`}
          className="in-[fieldset:disabled]:hidden"
          onClick={() => onRemove(target.id)}
        >
          <Trash2 aria-hidden />
        </IconButton>
      </header>
      {target.kind === "http" && isHidden ? (
        <p className="border-b p-4 text-sm text-text-muted">
          Its addresses and credentials are shown to its team.
        </p>
      ) : null}
      {target.kind === "http" && !isHidden ? (
        <AddressSection
          environment={environment}
          binding={bindings[environment]?.[target.id]}
          findings={findingsFrom(findingsAt(findings, ["bindings", target.id]), 2)}
          onChange={(binding, field) =>
            dispatch({ type: "set_binding", id: target.id, environment, binding, field })
          }
        />
      ) : null}
      {target.kind === "api" ? (
        <OtherApiPanel
          target={target}
          findings={own}
          standIn={standIn}
          environment={environment}
          onChange={(next, field) => dispatch({ type: "set_target", id: target.id, target: next, field })}
        />
      ) : null}
      {sectionsOf(target.kind).map((section, place) => (
        <SpecSection
          key={section.title}
          section={section}
          scope="target"
          owner={target}
          findings={own}
          inherited={(path) => valueAt(policy, path) !== false}
          open={isOwn && place === 0}
          onChange={(next, field) => dispatch({ type: "set_target", id: target.id, target: next, field })}
        />
      ))}
    </section>
  );
}
