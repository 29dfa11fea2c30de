"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { Field } from "@/components/ui/field.tsx";
import { formatBytes } from "@/components/ui/format-bytes.ts";
import { Input } from "@/components/ui/input.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import type { FormField } from "#lib/openapi/schema";
import type { Filled } from "./request-of.ts";
import { typeWords } from "./schema-words.ts";

interface FormFieldsProps {
  fields: FormField[];
  filled: Filled;
  problems: Record<string, string>;
  onChange: (filled: Filled) => void;
}

/** The fields of a form body, files among them. What is chosen stays in this page until it is sent. */
export function FormFields({ fields, filled, problems, onChange }: FormFieldsProps) {
  const setText = (name: string, value: string) =>
    onChange({ ...filled, form: { ...filled.form, [name]: value } });
  const setFiles = (name: string, chosen: File[]) =>
    onChange({ ...filled, files: { ...filled.files, [name]: chosen } });
  return fields.map((field) => {
    const { name, required, kind } = field;
    const isFile = kind === "file" || kind === "files";
    const value = filled.form?.[name] ?? "";
    return (
      <Field
        key={name}
        label={<span className="font-mono">{name}</span>}
        hint={isFile ? chosenWords(kind, filled.files?.[name] ?? []) : hintOf(field)}
        error={problems[`form ${name}`]}
        required={required}
        optional={!required}
      >
        {isFile ? (
          <Input
            type="file"
            multiple={kind === "files"}
            className="h-auto py-1.5"
            onChange={({ target }) => setFiles(name, [...(target.files ?? [])])}
          />
        ) : kind === "json" ? (
          <Textarea
            mono
            rows={4}
            value={value}
            onChange={(event) => setText(name, event.target.value)}
            autoComplete="off"
            spellCheck={false}
          />
        ) : (
          <Input
            mono
            value={value}
            placeholder={field.example}
            onChange={(event) => setText(name, event.target.value)}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
    );
  });
}

function hintOf({ kind, schema }: FormField): string {
  if (kind === "json") return "JSON";
  const choices = schema.enum?.map((text) => (text.startsWith('"') ? String(JSON.parse(text)) : text));
  const words = choices ? `one of ${choices.join(", ")}` : typeWords(schema, {});
  return kind === "list" ? `${words}, separated by commas` : words;
}

function chosenWords(kind: "file" | "files", chosen: File[]): string {
  if (chosen.length === 0) return kind === "file" ? "file" : "files";
  return chosen.map(({ name, size }) => `${name}, ${formatBytes(size)}`).join("; ");
}
