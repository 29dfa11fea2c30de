"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import type { KeyboardEvent } from "react";
import type { Route } from "next";
import { Card } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import type { Finding } from "#lib/fallback/schema";
import { DiffPanel } from "./diff-panel.tsx";
import type { EditorAction, EditorState } from "./editor-state.ts";
import { FindingsPanel } from "./findings-panel.tsx";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { SimulatePanel } from "./simulate-panel.tsx";

const VIEWS = [
  ["findings", "Findings"],
  ["simulate", "Simulate"],
  ["diff", "Diff"],
] as const;

interface EditorDrawerProps {
  versionRef: VersionRef;
  environment: string;
  state: EditorState;
  dispatch: (action: EditorAction) => void;
  findings: readonly Finding[];
  dirty: boolean;
}

/** What the chain means: what is wrong with it, what it would do, what would change. The view is in the URL. */
export function EditorDrawer({
  versionRef,
  environment,
  state,
  dispatch,
  findings,
  dirty,
}: EditorDrawerProps) {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  const view = VIEWS.find(([name]) => name === search.get("view"))?.[0] ?? "findings";

  function show(name: string) {
    const next = new URLSearchParams(search);
    next.set("view", name);
    // The path is the page this component is on, so it is a route.
    router.replace(`${path}?${next}` as Route, { scroll: false });
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = VIEWS.findIndex(([name]) => name === view);
    const [next] = VIEWS.at((at + step) % VIEWS.length) ?? VIEWS[0];
    show(next);
    event.currentTarget.querySelector<HTMLElement>(`#view-${next}`)?.focus();
  }

  return (
    <Card>
      <div
        role="tablist"
        aria-label="What the chain means"
        onKeyDown={onKeyDown}
        className="flex gap-1 border-b px-2"
      >
        {VIEWS.map(([name, label]) => (
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
              "flex h-10 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-sm text-text-muted -outline-offset-2 hover:text-text",
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
        {view === "findings" ? (
          <FindingsPanel
            findings={findings}
            chain={state.draft.policy.chain}
            onSelect={(id) => dispatch({ type: "select", id })}
          />
        ) : null}
        {view === "simulate" ? <SimulatePanel policy={state.draft.policy} /> : null}
        {view === "diff" ? (
          <DiffPanel versionRef={versionRef} environment={environment} etag={state.etag} dirty={dirty} />
        ) : null}
      </div>
    </Card>
  );
}
