"use client";

import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import type { VersionRef } from "@/components/publishing/queries.ts";
import type { Draft, EnvironmentDto } from "#lib/catalogue/schema";
import type { Live } from "#lib/telemetry/schema";
import { AddTarget } from "./add-target.tsx";
import { cardsLive, liveSentence } from "./card-live.ts";
import type { ChainStripProps } from "./chain-strip.tsx";
import { EditorDrawer } from "./editor-drawer.tsx";
import { editorFindings } from "./editor-findings.ts";
import { EditorToolbar } from "./editor-toolbar.tsx";
import { legalKinds } from "./legal-kinds.ts";
import type { PresetButtonProps } from "./preset-dialog.tsx";
import { SidePanel } from "./side-panel.tsx";
import { standInsOf } from "./stand-in.ts";
import { StaleCallout } from "./stale-callout.tsx";
import { useCardActions } from "./use-card-actions.ts";
import { useDraftEditor } from "./use-draft-editor.ts";
import { useEditorKeys } from "./use-editor-keys.ts";
import { useWalk } from "./use-walk.ts";

const PresetButton = dynamic<PresetButtonProps>(
  () => import("./preset-dialog.tsx").then((module) => module.PresetButton),
  { loading: () => <Button disabled>Presets</Button> },
);

// Drag and drop sets styles that a strict content policy refuses in server output, and only the browser needs it.
const ChainStrip = dynamic<ChainStripProps>(
  () => import("./chain-strip.tsx").then((module) => module.ChainStrip),
  {
    ssr: false,
    loading: () => <Skeleton className="h-40 w-full" />,
  },
);

interface FallbackEditorProps {
  versionRef: VersionRef;
  draft: Draft;
  environment: string;
  environments: readonly EnvironmentDto[];
  live: Live | undefined;
  /** The publish button; it gets the saved draft's etag and whether publishing is possible. */
  publish: (draft: { etag: number; dirty: boolean; errors: number }) => ReactNode;
}

/** The chain as cards, a form for the selected one, and what the change means. */
export function FallbackEditor(props: FallbackEditorProps) {
  const { versionRef, draft, environment, environments, live, publish } = props;
  const { search } = useUrlSearch();
  const editor = useDraftEditor(versionRef, draft, search.get("card") ?? undefined);
  const { state, dispatch, save, dirty } = editor;
  const { policy } = state.draft;
  const { sheetOpen, closeSheet, onSelect, onAdd, onFinding, onRemove } = useCardActions(state, dispatch);
  const { refused } = editor;
  const { findings, unjudged } = editorFindings(draft, state, { environment, refused });
  const errors = findings.filter((finding) => finding.severity === "error").length;
  const readOnly = !draft.mayUpdate;
  const legal = Array.from({ length: policy.chain.length + 1 }, (_, at) => legalKinds(policy, at));
  const standIns = standInsOf(draft.standIns, draft.policy.chain, policy.chain);
  const walk = useWalk({ versionRef, draft: state.draft, environment });
  const onSave = () => (dirty && !readOnly && !save.isPending ? save.start() : undefined);
  useEditorKeys({
    save: onSave,
    undo: () => dispatch({ type: "undo" }),
    redo: () => dispatch({ type: "redo" }),
  });

  return (
    <div className="flex flex-col gap-4">
      <EditorToolbar
        draft={draft}
        state={state}
        dispatch={dispatch}
        dirty={dirty}
        errors={errors}
        saving={save.isPending}
        onSave={onSave}
        presets={<PresetButton draft={state.draft} dispatch={dispatch} />}
        publish={publish({ etag: state.etag, dirty, errors })}
      />
      {editor.stale ? (
        <StaleCallout
          message={save.error?.message ?? ""}
          onResolve={(keepMine) => void editor.resolveStale(keepMine)}
        />
      ) : save.error ? (
        <ProblemCallout error={save.error} />
      ) : null}
      <Card>
        <div className="flex flex-wrap items-center justify-between gap-2 border-b px-4 py-2">
          <p className="text-xs text-text-muted">
            {liveSentence(live, environment) ?? "Asking the gateways…"}
          </p>
          {readOnly ? null : <AddTarget legal={legal} onAdd={onAdd} />}
        </div>
        <div className="overflow-x-auto p-4">
          <ChainStrip
            state={state}
            dispatch={dispatch}
            environment={environment}
            findings={findings}
            live={cardsLive(live)}
            walk={walk}
            standIns={standIns}
            readOnly={readOnly}
            legal={legal}
            onSelect={onSelect}
            onAdd={onAdd}
            onRemove={onRemove}
          />
        </div>
      </Card>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_26rem]">
        <SidePanel
          state={state}
          dispatch={dispatch}
          environment={environment}
          findings={findings}
          standIns={standIns}
          readOnly={readOnly}
          onRemove={onRemove}
          sheet={{ open: sheetOpen, onClose: closeSheet }}
        />
        <EditorDrawer
          versionRef={versionRef}
          environment={environment}
          environments={environments}
          state={state}
          dispatch={dispatch}
          findings={findings}
          unjudged={unjudged}
          dirty={dirty}
          readOnly={readOnly}
          onFinding={onFinding}
        />
      </div>
    </div>
  );
}
