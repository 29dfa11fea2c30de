"use client";

import { Trash2 } from "lucide-react";
import { useState } from "react";
import { Field } from "@/components/ui/field.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Input } from "@/components/ui/input.tsx";
import { TargetId, type Finding, type UnboundTarget } from "#lib/fallback/schema";
import { AddressSection } from "./address-section.tsx";
import type { EditorAction, EditorState } from "./editor-state.ts";
import { EligibilitySection, FactsSection } from "./eligibility-section.tsx";
import { ForwardingSection } from "./forwarding-section.tsx";
import { HealthSection } from "./health-section.tsx";
import { StaleSection, StaticSection } from "./local-panels.tsx";
import { findingsFrom } from "./panel-props.ts";
import { KIND_LABEL, findingsAt, findingsOfTarget, targetRole } from "./target-summary.ts";
import { TimeoutSection } from "./timeout-section.tsx";

interface TargetPanelProps {
  state: EditorState;
  dispatch: (action: EditorAction) => void;
  target: UnboundTarget;
  environment: string;
  findings: readonly Finding[];
}

/** The form of the selected card. */
export function TargetPanel({ state, dispatch, target, environment, findings }: TargetPanelProps) {
  const chain = state.draft.policy.chain;
  const index = chain.findIndex((item) => item.id === target.id);
  const own = findingsFrom(findingsOfTarget(findings, index), 2);
  const onChange = (next: UnboundTarget) => dispatch({ type: "set_target", id: target.id, target: next });
  return (
    <section aria-label={`${targetRole(index, chain)}: ${target.id}`} className="flex flex-col">
      <header className="flex items-start gap-3 border-b p-4">
        <div className="flex min-w-0 flex-1 flex-col gap-3">
          <p className="text-xs text-text-muted">
            {targetRole(index, chain)} · {KIND_LABEL[target.kind]}
          </p>
          <NameField target={target} chain={chain} dispatch={dispatch} />
        </div>
        <IconButton
          label={`Remove ${target.id} from the chain`}
          disabled={chain.length === 1}
          onClick={() => dispatch({ type: "remove", id: target.id })}
        >
          <Trash2 aria-hidden />
        </IconButton>
      </header>
      {target.kind === "http" ? (
        <>
          <AddressSection
            environment={environment}
            binding={state.draft.bindings[environment]?.[target.id]}
            findings={findingsFrom(findingsAt(findings, ["bindings", target.id]), 2)}
            onChange={(binding) => dispatch({ type: "set_binding", id: target.id, environment, binding })}
          />
          <TimeoutSection target={target} onChange={onChange} findings={own} />
          <HealthSection target={target} onChange={onChange} findings={own} />
          <ForwardingSection target={target} onChange={onChange} findings={own} />
        </>
      ) : null}
      {target.kind === "static" ? <StaticSection target={target} onChange={onChange} findings={own} /> : null}
      {target.kind === "stale" ? <StaleSection target={target} onChange={onChange} findings={own} /> : null}
      <EligibilitySection target={target} onChange={onChange} findings={own} />
      {target.kind === "http" ? <FactsSection target={target} onChange={onChange} findings={own} /> : null}
    </section>
  );
}

interface NameFieldProps {
  target: UnboundTarget;
  chain: readonly UnboundTarget[];
  dispatch: (action: EditorAction) => void;
}

/** The name is the key of state, metrics and bindings, so it changes only when the whole new name is good. */
function NameField({ target, chain, dispatch }: NameFieldProps) {
  const [text, setText] = useState<string>();
  const typed = text ?? target.id;
  const shape = TargetId.safeParse(typed);
  const taken = typed !== target.id && chain.some((other) => other.id === typed);
  const error = shape.success
    ? taken
      ? "Another target has this name."
      : undefined
    : shape.error.issues[0]?.message;
  return (
    <Field label="Name" error={error}>
      <Input
        mono
        value={typed}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => {
          if (!error && typed !== target.id) dispatch({ type: "rename", id: target.id, to: typed });
          setText(undefined);
        }}
      />
    </Field>
  );
}
