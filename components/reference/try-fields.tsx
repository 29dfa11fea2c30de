"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Field } from "@/components/ui/field.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import type { ReferenceExample, ReferenceOperation, ReferenceParameter } from "#lib/openapi/schema";
import { FormFields } from "./form-fields.tsx";
import { exampleBody, exampleText, nameOf, type Filled } from "./request-of.ts";
import { typeWords } from "./schema-words.ts";

interface TryFieldsProps {
  operation: ReferenceOperation;
  filled: Filled;
  problems: Record<string, string>;
  onChange: (filled: Filled) => void;
}

/** The operation's parameters and body as a form; optional parameters show on request. */
export function TryFields({ operation, filled, problems, onChange }: TryFieldsProps) {
  const [all, setAll] = useState(false);
  const { parameters, body } = operation;
  const shown = parameters.filter(
    (parameter) => all || parameter.required || filled.values[nameOf(parameter)],
  );
  const hidden = parameters.length - shown.length;
  const setValue = (name: string, value: string) =>
    onChange({ ...filled, values: { ...filled.values, [name]: value } });
  return (
    <>
      {shown.map((parameter) => {
        const name = nameOf(parameter);
        return (
          <ParameterField
            key={name}
            parameter={parameter}
            value={filled.values[name] ?? ""}
            problem={problems[name]}
            onChange={(value) => setValue(name, value)}
          />
        );
      })}
      {hidden > 0 ? (
        <div>
          <Button size="sm" variant="ghost" onClick={() => setAll(true)}>
            <Plus aria-hidden />
            {`${hidden} optional ${hidden === 1 ? "parameter" : "parameters"}`}
          </Button>
        </div>
      ) : null}
      {body ? <BodyFields body={body} filled={filled} problems={problems} onChange={onChange} /> : null}
      <HeaderFields headers={filled.headers ?? []} onChange={(headers) => onChange({ ...filled, headers })} />
    </>
  );
}

interface ParameterFieldProps {
  parameter: ReferenceParameter;
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}

function ParameterField({ parameter, value, problem, onChange }: ParameterFieldProps) {
  const { name, required, schema, in: place } = parameter;
  const choices = choicesOf(parameter);
  const example = exampleText(parameter);
  return (
    <Field
      label={<span className="font-mono">{name}</span>}
      hint={`${place} · ${typeWords(schema, {})}${schema.types?.includes("array") ? ", separated by commas" : ""}`}
      error={problem}
      required={required}
      optional={!required}
    >
      {choices ? (
        <Select value={value} onChange={(event) => onChange(event.target.value)}>
          {required && choices.includes(value) ? null : <option value="">Not sent</option>}
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </Select>
      ) : (
        <Input
          mono
          value={value}
          placeholder={example}
          onChange={(event) => onChange(event.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

/** The values of an enumeration or a truth value as one would type them. */
function choicesOf({ schema }: ReferenceParameter): string[] | undefined {
  if (schema.types?.[0] === "boolean") return ["true", "false"];
  return schema.enum?.map((text) => {
    const value: unknown = text.startsWith('"') ? JSON.parse(text) : text;
    return typeof value === "string" ? value : text;
  });
}

interface BodyFieldsProps {
  body: NonNullable<ReferenceOperation["body"]>;
  filled: Filled;
  problems: Record<string, string>;
  onChange: (filled: Filled) => void;
}

function BodyFields({ body, filled, problems, onChange }: BodyFieldsProps) {
  const mediaOf = (mediaType: string | null) => body.content.find(({ type }) => type === mediaType);
  const media = mediaOf(filled.mediaType);
  const chooseType = (mediaType: string) => onChange({ ...filled, ...exampleBody(mediaOf(mediaType)) });
  return (
    <>
      {body.content.length > 1 ? (
        <Field label="Media type">
          <Select value={filled.mediaType ?? ""} onChange={(event) => chooseType(event.target.value)}>
            {body.content.map(({ type }) => (
              <option key={type}>{type}</option>
            ))}
          </Select>
        </Field>
      ) : null}
      {media?.form ? (
        <FormFields fields={media.form} filled={filled} problems={problems} onChange={onChange} />
      ) : (
        <BodyText
          examples={media?.examples ?? []}
          isRequired={body.required}
          filled={filled}
          problem={problems["body"]}
          onChange={onChange}
        />
      )}
    </>
  );
}

interface BodyTextProps {
  examples: ReferenceExample[];
  isRequired: boolean;
  filled: Filled;
  problem: string | undefined;
  onChange: (filled: Filled) => void;
}

function BodyText({ examples, isRequired, filled, problem, onChange }: BodyTextProps) {
  return (
    <>
      {examples.length > 1 ? (
        <Field label="Start from">
          <Select
            defaultValue=""
            onChange={(event) =>
              onChange({ ...filled, body: examples[Number(event.target.value)]?.text ?? "" })
            }
          >
            {examples.map((example, index) => (
              <option key={index} value={index}>
                {example.summary || example.name}
              </option>
            ))}
          </Select>
        </Field>
      ) : null}
      <Field
        label="Body"
        hint={filled.mediaType}
        error={problem}
        required={isRequired}
        optional={!isRequired}
      >
        <Textarea
          mono
          rows={Math.min(16, Math.max(4, (filled.body ?? "").split("\n").length))}
          value={filled.body ?? ""}
          onChange={(event) => onChange({ ...filled, body: event.target.value })}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
    </>
  );
}

interface HeaderFieldsProps {
  headers: [name: string, value: string][];
  onChange: (headers: [name: string, value: string][]) => void;
}

/** Headers the document does not speak of. They stay in this page. */
function HeaderFields({ headers, onChange }: HeaderFieldsProps) {
  const change = (index: number, to: [string, string]) =>
    onChange(headers.map((header, at) => (at === index ? to : header)));
  return (
    <div className="flex flex-col gap-2">
      {headers.map(([name, value], index) => (
        <div key={index} className="flex items-center gap-2">
          <Input
            mono
            aria-label={`Name of header ${index + 1}`}
            placeholder="X-Header"
            value={name}
            onChange={(event) => change(index, [event.target.value, value])}
            autoComplete="off"
            spellCheck={false}
          />
          <Input
            mono
            aria-label={`Value of header ${index + 1}`}
            value={value}
            onChange={(event) => change(index, [name, event.target.value])}
            autoComplete="off"
            spellCheck={false}
          />
          <IconButton
            label={`Remove header ${index + 1}`}
            onClick={() => onChange(headers.filter((_, at) => at !== index))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      <div>
        <Button size="sm" variant="ghost" onClick={() => onChange([...headers, ["", ""]])}>
          <Plus aria-hidden />
          Header
        </Button>
      </div>
    </div>
  );
}
