"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { TargetId, type UnboundTarget } from "#lib/fallback/schema";
import type { EditorAction } from "./editor-state.ts";

interface NameFieldProps {
  target: UnboundTarget;
  chain: readonly UnboundTarget[];
  dispatch: (action: EditorAction) => void;
}

/** The name is the key of state, metrics and bindings, so it changes only when the whole new name is good. */
export function NameField({ target, chain, dispatch }: NameFieldProps) {
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
    <div data-field="id">
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
    </div>
  );
}
