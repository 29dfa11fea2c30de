"use client";

import { RotateCcw } from "lucide-react";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { cn } from "@/components/ui/cn.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import type { Finding } from "#lib/fallback/schema";
import type { FieldSpec } from "./field-spec.ts";
import { FieldWarnings } from "./field-warnings.tsx";
import { valueAt } from "./field-value.ts";
import { messageAt } from "./panel-props.ts";
import { RowsField } from "./rows-field.tsx";
import { TypedField } from "./typed-field.tsx";

export interface FieldControlProps {
  spec: FieldSpec;
  owner: object;
  /** Sets the field; undefined takes it out, so that its default applies. */
  onSet: (path: string, value: unknown) => void;
  /** Paths from the owner on. */
  findings: readonly Finding[];
  /** What applies to a target where it says nothing itself. */
  inherited?: ((path: string) => boolean) | undefined;
}

/** One field of the form: its control, what is wrong with it, and the way back to its default. */
export function FieldControl(props: FieldControlProps) {
  const { spec, owner, onSet, findings } = props;
  const value = valueAt(owner, spec.path);
  const { control } = spec;
  const fixed = "required" in control && control.required === true;
  const resettable = value !== undefined && !fixed && control.kind !== "group" && control.kind !== "several";
  return (
    <div data-field={spec.path} className={cn("relative min-w-0", spec.half ? "col-span-1" : "col-span-2")}>
      <Inside {...props} value={value} />
      {control.kind === "group" ? null : <FieldWarnings findings={findings} path={spec.path.split(".")} />}
      {resettable ? (
        <IconButton
          label={`Reset “${spec.label}” to its default`}
          size="sm"
          className="absolute -top-1 right-0"
          onClick={() => onSet(spec.path, undefined)}
        >
          <RotateCcw aria-hidden className="size-3.5" />
        </IconButton>
      ) : null}
    </div>
  );
}

function Inside(props: FieldControlProps & { value: unknown }) {
  const { spec, onSet, findings, value } = props;
  const { control, path, label, hint } = spec;
  const at = path.split(".");
  // What is inside a group is said at its own fields.
  const error = control.kind === "group" ? undefined : messageAt(findings, ...at);
  const set = (next: unknown) => onSet(path, next);
  switch (control.kind) {
    case "switch":
    case "group": {
      const isOn = control.kind === "group" ? value !== undefined : (value ?? control.default) === true;
      const off = control.kind === "group" ? undefined : false;
      const on = control.kind === "group" ? control.seed : true;
      return (
        <Switch
          label={label}
          hint={error ?? hint}
          className="pr-8"
          checked={isOn}
          onChange={(event) => {
            const next = event.target.checked ? on : off;
            set(control.kind === "switch" && next === control.default ? undefined : next);
          }}
        />
      );
    }
    case "rows":
      return (
        <RowsField
          path={path}
          label={label}
          hint={error ?? hint}
          control={control}
          value={Array.isArray(value) ? value : undefined}
          onChange={set}
          errorAt={(...below) => messageAt(findings, ...at, ...below)}
        />
      );
    case "several":
      return <Several spec={spec} value={value} onChange={set} />;
    default:
      return <TypedField {...props} control={control} error={error} onChange={set} />;
  }
}

function Several({
  spec,
  value,
  onChange,
}: {
  spec: FieldSpec;
  value: unknown;
  onChange: (next: unknown) => void;
}) {
  const chosen: unknown[] = Array.isArray(value) ? value : [];
  const choices = spec.control.kind === "several" ? spec.control.choices : [];
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="sr-only">{spec.label}</legend>
      {choices.map(([name, label]) => (
        <Checkbox
          key={name}
          label={label}
          checked={chosen.includes(name)}
          onChange={(event) => {
            const next = event.target.checked ? [...chosen, name] : chosen.filter((other) => other !== name);
            onChange(next.length === 0 ? undefined : next);
          }}
        />
      ))}
    </fieldset>
  );
}
