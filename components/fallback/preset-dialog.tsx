"use client";

import { Sparkles } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/cn.ts";
import { Dialog } from "@/components/ui/dialog.tsx";
import { DiffView, jsonLines } from "@/components/ui/diff-view.tsx";
import { Form } from "@/components/ui/form.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { ChainDraft } from "./chain-edit.ts";
import type { EditorAction } from "./editor-state.ts";
import { PRESETS, type Preset } from "./presets.ts";

interface PresetDialogProps {
  draft: ChainDraft;
  dispatch: (action: EditorAction) => void;
  onClose: () => void;
}

export type PresetButtonProps = Omit<PresetDialogProps, "onClose">;

const FORM_ID = "apply-preset";

/** Known ways of falling back, each with what it would change here, before it does. */
export function PresetDialog({ draft, dispatch, onClose }: PresetDialogProps) {
  const [chosen, setChosen] = useState<Preset | undefined>(PRESETS[0]);
  const next = chosen?.apply(draft);

  function apply() {
    if (chosen === undefined || next === undefined) return;
    dispatch({ type: "replace", draft: next });
    const action = { label: "Undo", run: () => dispatch({ type: "undo" }) };
    toast({ tone: "ok", title: `${chosen.name} applied to the draft`, action });
    onClose();
  }

  return (
    <Dialog
      open
      onClose={onClose}
      size="xl"
      title="Start from a preset"
      description="Addresses, names and settings that are there are kept. Nothing is saved or published yet."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={FORM_ID}>
            Apply to the draft
          </Button>
        </>
      }
    >
      <Form id={FORM_ID} onSubmit={apply} className="grid gap-4 md:grid-cols-[18rem_minmax(0,1fr)]">
        <fieldset className="flex flex-col gap-2">
          <legend className="sr-only">Preset</legend>
          {PRESETS.map((preset) => (
            <PresetOption
              key={preset.id}
              preset={preset}
              checked={preset === chosen}
              onChoose={() => setChosen(preset)}
            />
          ))}
        </fieldset>
        <div className="flex min-w-0 flex-col gap-2">
          <p className="text-sm font-medium">What it changes in the policy</p>
          <DiffView
            before={jsonLines(draft.policy)}
            after={jsonLines(next?.policy)}
            label={`What ${chosen?.name ?? "it"} changes`}
            context={1}
          />
        </div>
      </Form>
    </Dialog>
  );
}

interface PresetOptionProps {
  preset: Preset;
  checked: boolean;
  onChoose: () => void;
}

function PresetOption({ preset, checked, onChoose }: PresetOptionProps) {
  const id = useId();
  return (
    <div
      className={cn(
        "relative flex items-start gap-2.5 rounded-lg border p-3 has-focus-visible:outline-2 has-focus-visible:outline-accent",
        checked && "border-accent bg-accent-soft",
      )}
    >
      <input
        type="radio"
        id={id}
        name="preset"
        aria-describedby={`${id}-sentence`}
        checked={checked}
        onChange={onChoose}
        className="mt-1 size-4 shrink-0 accent-accent outline-none"
      />
      <div className="flex min-w-0 flex-col gap-1">
        <label htmlFor={id} className="text-sm font-medium after:absolute after:inset-0 after:cursor-pointer">
          {preset.name}
        </label>
        <p id={`${id}-sentence`} className="text-xs text-text-muted">
          {preset.sentence}
        </p>
        <p className="text-xs">{preset.chain.join(" → ")}</p>
      </div>
    </div>
  );
}

/** Opens the presets. */
export function PresetButton({ draft, dispatch }: PresetButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Sparkles aria-hidden />
        Presets
      </Button>
      {open ? <PresetDialog draft={draft} dispatch={dispatch} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
