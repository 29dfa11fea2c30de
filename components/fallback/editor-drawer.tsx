"use client";

import dynamic from "next/dynamic";
import type { KeyboardEvent } from "react";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { Card } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import type { EnvironmentDto } from "#lib/catalogue/schema";
import type { Finding } from "#lib/fallback/schema";
import type { VersionRef } from "@/components/publishing/queries.ts";
import type { Unjudged } from "./editor-findings.ts";
import type { EditorAction, EditorState } from "./editor-state.ts";
import { FindingsPanel } from "./findings-panel.tsx";

const loading = () => <SkeletonRows rows={4} label="Loading" />;
const DiffPanel = dynamic(() => import("./diff-panel.tsx").then((module) => module.DiffPanel), { loading });
const JsonPanel = dynamic(() => import("./json-panel.tsx").then((module) => module.JsonPanel), { loading });
// Charts set styles, which a strict content policy refuses in server output.
const SimulatePanel = dynamic(() => import("./simulate-panel.tsx").then((module) => module.SimulatePanel), {
  ssr: false,
  loading,
});

const VIEWS = [
  ["findings", "Findings"],
  ["simulate", "Simulate"],
  ["diff", "Diff"],
  ["json", "JSON"],
] as const;

interface EditorDrawerProps {
  versionRef: VersionRef;
  environment: string;
  environments: readonly EnvironmentDto[];
  state: EditorState;
  dispatch: (action: EditorAction) => void;
  findings: readonly Finding[];
  unjudged: Unjudged;
  dirty: boolean;
  readOnly: boolean;
  onFinding: (finding: Finding) => void;
}

/** What the chain means: what is wrong with it, what it would do, what would change. The view is in the URL. */
export function EditorDrawer(props: EditorDrawerProps) {
  const { findings, readOnly } = props;
  const { search, change } = useUrlSearch();
  // What publishing would change is shown to those who may.
  const views = readOnly ? VIEWS.filter(([name]) => name !== "diff") : VIEWS;
  const view = views.find(([name]) => name === search.get("view"))?.[0] ?? "findings";
  const show = (name: string) => change({ view: name === "findings" ? undefined : name }, "replace");

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = views.findIndex(([name]) => name === view);
    const [next] = views.at((at + step) % views.length) ?? VIEWS[0];
    show(next);
    event.currentTarget.querySelector<HTMLElement>(`#view-${next}`)?.focus();
  }

  return (
    <Card>
      <div
        role="tablist"
        aria-label="What the chain means"
        onKeyDown={onKeyDown}
        className="flex gap-1 overflow-x-auto border-b px-2 [scrollbar-width:none]"
      >
        {views.map(([name, label]) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`view-${name}`}
            aria-selected={view === name}
            tabIndex={view === name ? 0 : -1}
            aria-controls="chain-view"
            onClick={() => show(name)}
            className={cn(
              "flex h-10 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-sm text-text-muted -outline-offset-2 hover:text-text",
              view === name && "border-accent font-medium text-text",
            )}
          >
            {label}
            {name === "findings" && findings.length > 0 ? (
              <span className="rounded-sm bg-surface-sunken px-1 text-xs font-normal tabular-nums">
                {findings.length}
              </span>
            ) : null}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="chain-view" aria-labelledby={`view-${view}`} className="min-w-0">
        <View {...props} view={view} />
      </div>
    </Card>
  );
}

function View(props: EditorDrawerProps & { view: (typeof VIEWS)[number][0] }) {
  const {
    view,
    versionRef,
    environment,
    environments,
    state,
    dispatch,
    findings,
    dirty,
    readOnly,
    onFinding,
  } = props;
  const { policy } = state.draft;
  switch (view) {
    case "findings": {
      const onAccept = (code: string) =>
        dispatch({
          type: "set_policy",
          policy: { ...policy, accept: [...(policy.accept ?? []), code] },
          field: `accept ${code}`,
        });
      return (
        <FindingsPanel
          findings={findings}
          unjudged={props.unjudged}
          chain={policy.chain}
          onFinding={onFinding}
          onAccept={readOnly ? undefined : onAccept}
        />
      );
    }
    case "simulate":
      return <SimulatePanel versionRef={versionRef} draft={state.draft} environment={environment} />;
    case "diff":
      return (
        <DiffPanel
          versionRef={versionRef}
          environment={environment}
          environments={environments}
          etag={state.etag}
          dirty={dirty}
        />
      );
    case "json":
      return <JsonPanel policy={policy} dispatch={dispatch} findings={findings} readOnly={readOnly} />;
  }
}
