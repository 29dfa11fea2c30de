"use client";

import dynamic from "next/dynamic";
import { useEffect, useRef, type ReactNode } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Card } from "@/components/ui/card.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import type { Draft } from "#lib/catalogue/schema";
import type { TargetStatus } from "#lib/telemetry/schema";
import type { ChainStripProps } from "./chain-strip.tsx";
import { EditorDrawer } from "./editor-drawer.tsx";
import { egressFindings, localFindings } from "./local-findings.ts";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { RequestPanel } from "./request-panel.tsx";
import { TargetPanel } from "./target-panel.tsx";
import { useDraftEditor } from "./use-draft-editor.ts";

// Drag and drop sets styles that a strict content policy refuses in server output, and only the browser needs it.
const ChainStrip = dynamic<ChainStripProps>(
  () => import("./chain-strip.tsx").then((module) => module.ChainStrip),
  {
    ssr: false,
    loading: () => <Skeleton className="h-28 w-full" />,
  },
);

interface FallbackEditorProps {
  versionRef: VersionRef;
  draft: Draft;
  environment: string;
  live: Readonly<Record<string, TargetStatus>>;
  serving: string | undefined;
  /** The publish button; it gets the saved draft's etag and whether publishing is possible. */
  publish: (draft: { etag: number; dirty: boolean; errors: number }) => ReactNode;
}

/** The chain as cards, a form for the selected one, and what the change means. */
export function FallbackEditor({
  versionRef,
  draft,
  environment,
  live,
  serving,
  publish,
}: FallbackEditorProps) {
  const { state, dispatch, save, stale, resolveStale, dirty } = useDraftEditor(versionRef, draft);
  const findings = [
    ...localFindings(state.draft, environment),
    ...egressFindings(draft.findings, state, environment),
  ];
  const errors = findings.filter((finding) => finding.severity === "error").length;
  const selected = state.draft.policy.chain.find((target) => target.id === state.selected);
  const readOnly = !draft.mayUpdate;
  useSaveKey(() => (dirty && !save.isPending ? save.mutate() : undefined));

  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <SavedNote draft={draft} dirty={dirty} />
        <div className="flex flex-wrap gap-2">
          <Button variant="ghost" disabled={!dirty} onClick={() => dispatch({ type: "discard" })}>
            Discard
          </Button>
          <Button
            disabled={!dirty || readOnly}
            pending={save.isPending}
            onClick={() => save.mutate()}
            title="⌘S"
          >
            Save
          </Button>
          {publish({ etag: state.etag, dirty, errors })}
        </div>
      </div>
      {stale ? (
        <Callout
          tone="warn"
          alert
          title="Someone saved this version while you were editing"
          actions={
            <>
              <Button size="sm" onClick={() => void resolveStale(false)}>
                Take theirs
              </Button>
              <Button size="sm" onClick={() => void resolveStale(true)}>
                Keep mine and compare
              </Button>
            </>
          }
        >
          {save.error?.message} Nothing was overwritten; your edits are still here.
        </Callout>
      ) : save.error ? (
        <ProblemCallout error={save.error} />
      ) : null}
      <Card className="overflow-x-auto p-4">
        <ChainStrip
          state={state}
          dispatch={dispatch}
          environment={environment}
          findings={findings}
          live={live}
          serving={serving}
          readOnly={readOnly}
        />
      </Card>
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_24rem]">
        <Card className="lg:order-last">
          <fieldset disabled={readOnly} className="contents">
            {selected ? (
              <TargetPanel
                key={`${selected.id}:${environment}`}
                state={state}
                dispatch={dispatch}
                target={selected}
                environment={environment}
                findings={findings}
              />
            ) : (
              <RequestPanel state={state} dispatch={dispatch} findings={findings} />
            )}
          </fieldset>
        </Card>
        <EditorDrawer
          versionRef={versionRef}
          environment={environment}
          state={state}
          dispatch={dispatch}
          findings={findings}
          dirty={dirty}
        />
      </div>
    </div>
  );
}

function SavedNote({ draft, dirty }: { draft: Draft; dirty: boolean }) {
  if (dirty) return <p className="text-sm text-warn">Unsaved changes</p>;
  if (draft.savedBy === null) return <p className="text-sm text-text-muted">As registered</p>;
  return (
    <p className="text-sm text-text-muted">
      Saved <RelativeTime at={draft.savedBy.at} /> by {draft.savedBy.name}
    </p>
  );
}

/** ⌘S and ⌘↵ save from anywhere on the page. */
function useSaveKey(save: () => void) {
  const latest = useRef(save);
  // The window's keyboard events are outside React.
  useEffect(() => {
    latest.current = save;
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (!(event.metaKey || event.ctrlKey) || (event.key !== "s" && event.key !== "Enter")) return;
      event.preventDefault();
      latest.current();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
