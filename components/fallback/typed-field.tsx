"use client";

import { Field } from "@/components/ui/field.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { StatusRange } from "#lib/fallback/schema";
import type { FieldControlProps } from "./field-control.tsx";
import type { Choices, Control } from "./field-spec.ts";
import { HeadersField } from "./headers-field.tsx";
import { ListField } from "./list-field.tsx";
import { NumberField } from "./number-field.tsx";
import { formatStatusList, parseNameList, parseSpacedList, parseStatusList } from "./optional-field.ts";
import { TextField } from "./text-field.tsx";

type Typed = Exclude<Control, { kind: "switch" | "group" | "rows" | "several" }>;

interface TypedFieldProps extends FieldControlProps {
  control: Typed;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

/** A field with a label above and one control one types or picks in. */
export function TypedField({ spec, control, value, error, onChange, inherited }: TypedFieldProps) {
  const { label, hint, path } = spec;
  switch (control.kind) {
    case "number":
      return (
        <NumberField
          label={label}
          hint={hint}
          unit={control.unit}
          defaultValue={control.default}
          absent={control.absent}
          fraction={control.fraction}
          required={control.required}
          value={typeof value === "number" ? value : undefined}
          error={error}
          onChange={onChange}
        />
      );
    case "text":
      return (
        <TextField
          label={label}
          hint={hint}
          error={error}
          lines={control.lines}
          placeholder={control.placeholder}
          value={textOf(value)}
          onChange={onChange}
        />
      );
    case "choice":
      return (
        <ChoiceField
          label={label}
          hint={hint}
          error={error}
          choices={control.choices}
          value={textOf(value) || control.choices[0]?.[0]}
          onChange={(next) =>
            onChange(next === control.choices[0]?.[0] && !control.required ? undefined : next)
          }
        />
      );
    case "override": {
      const chain = inherited?.(path.replace("onFailure.", "triggers.")) === false ? "stay" : "move on";
      return (
        <ChoiceField
          label={label}
          hint={hint}
          error={error}
          choices={[
            ["", `As the chain (${chain})`],
            ["true", "Move on"],
            ["false", "Stay: it is the answer"],
          ]}
          value={typeof value === "boolean" ? String(value) : ""}
          onChange={(next) => onChange(next === "" ? undefined : next === "true")}
        />
      );
    }
    case "statuses":
      return (
        <ListField<StatusRange>
          label={label}
          hint={hint}
          error={error}
          value={Array.isArray(value) ? value : undefined}
          onChange={onChange}
          format={formatStatusList}
          parse={parseStatusList}
          refusal="Status codes and ranges, such as 502, 500-599."
          placeholder={control.placeholder}
          keepEmpty={control.none}
        />
      );
    case "names":
      return (
        <ListField<string>
          label={label}
          hint={hint}
          error={error}
          value={Array.isArray(value) ? value : undefined}
          onChange={onChange}
          format={(names) => names.join(", ")}
          parse={(text) =>
            control.spaced
              ? parseSpacedList(text)
              : parseNameList(control.upperCase ? text.toUpperCase() : text, NAME)
          }
          refusal="Names, separated by commas."
          placeholder={control.placeholder}
        />
      );
    case "headers":
      return (
        <HeadersField
          label={label}
          hint={hint}
          error={error}
          value={typeof value === "object" && value !== null ? (value as Record<string, string>) : undefined}
          onChange={onChange}
        />
      );
  }
}

/** What a header, a method or a feature is called. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

interface ChoiceFieldProps {
  label: string;
  hint: string | undefined;
  error: string | undefined;
  choices: Choices;
  value: string | undefined;
  onChange: (value: string) => void;
}

function ChoiceField({ label, hint, error, choices, value, onChange }: ChoiceFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        {choices.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </Select>
    </Field>
  );
}
