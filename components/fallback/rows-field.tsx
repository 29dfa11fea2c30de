"use client";

import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Field } from "@/components/ui/field.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { Column, Control } from "./field-spec.ts";
import { NumberField } from "./number-field.tsx";

type Row = Record<string, unknown>;

interface RowsFieldProps {
  path: string;
  label: string;
  hint?: string | undefined;
  control: Extract<Control, { kind: "rows" }>;
  value: readonly Row[] | undefined;
  onChange: (rows: Row[] | undefined) => void;
  /** What is wrong with the list, or with a cell of it. */
  errorAt: (...path: (string | number)[]) => string | undefined;
}

/** A list of objects, a line each. */
export function RowsField({ path, label, hint, control, value = [], onChange, errorAt }: RowsFieldProps) {
  const put = (rows: Row[]) => onChange(rows.length === 0 ? undefined : rows);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="text-sm font-medium">{label}</legend>
      {hint ? <p className="text-xs text-text-muted">{hint}</p> : null}
      {value.length > 0 ? <ColumnHeads columns={control.columns} /> : null}
      {value.map((row, index) => (
        <div key={index} className="flex items-start gap-2">
          {control.columns.map((column) => (
            <div key={column.key} data-field={`${path}.${index}.${column.key}`} className="min-w-0 flex-1">
              <Cell
                column={column}
                label={`${column.label}, ${index + 1}`}
                value={row[column.key]}
                error={errorAt(index, column.key)}
                onChange={(cell) =>
                  put(value.map((old, at) => (at === index ? withCell(old, column, cell) : old)))
                }
              />
            </div>
          ))}
          <IconButton
            label={`Remove ${label.toLowerCase()} ${index + 1}`}
            onClick={() => put(value.filter((_, at) => at !== index))}
          >
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      ))}
      <div>
        <Button size="sm" onClick={() => put([...value, { ...control.seed }])}>
          <Plus aria-hidden />
          {control.add}
        </Button>
      </div>
    </fieldset>
  );
}

/** For eyes; each cell says its own name. */
function ColumnHeads({ columns }: { columns: readonly Column[] }) {
  return (
    <div aria-hidden className="flex gap-2 pr-10 text-xs text-text-muted">
      {columns.map(({ key, label, control }) => (
        <span key={key} className="min-w-0 flex-1 truncate">
          {label}
          {control.kind === "number" && control.unit ? ` (${control.unit})` : ""}
        </span>
      ))}
    </div>
  );
}

function withCell(row: Row, { key, optional }: Column, cell: unknown): Row {
  const next = { ...row, [key]: cell };
  if (cell === undefined && optional) delete next[key];
  return next;
}

interface CellProps {
  column: Column;
  label: string;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

function Cell({ column, label, value, error, onChange }: CellProps) {
  const { control } = column;
  switch (control.kind) {
    case "number":
      return (
        <NumberField
          label={label}
          hideLabel
          required
          unit={control.unit}
          value={typeof value === "number" ? value : undefined}
          error={error}
          onChange={onChange}
        />
      );
    case "text":
      return (
        <Field label={label} hideLabel error={error}>
          <Input
            mono
            value={typeof value === "string" ? value : ""}
            placeholder={control.placeholder}
            onChange={(event) => onChange(event.target.value || (column.optional ? undefined : ""))}
          />
        </Field>
      );
    case "choice":
      return (
        <Field label={label} hideLabel error={error}>
          <Select
            value={typeof value === "boolean" ? String(value) : control.choices[0]?.[0]}
            onChange={(event) => onChange(event.target.value === "false" ? false : undefined)}
          >
            {control.choices.map(([key, text]) => (
              <option key={key} value={key}>
                {text}
              </option>
            ))}
          </Select>
        </Field>
      );
  }
}
