import { z } from "zod";
import { ApprovalParams, ruleKind } from "#lib/governance";

interface ParamBase {
  name: string;
  label: string;
  hint: string;
}

/** One parameter of a rule, as a form asks for it. */
export type ParamField = ParamBase &
  (
    | { type: "flag"; value: boolean }
    | { type: "number"; value: number; min: number; max: number }
    | { type: "choice"; value: string; options: string[] }
    | { type: "choices"; value: string[]; options: string[] }
    /** One per line. */
    | { type: "lines"; value: string[] }
    | { type: "text"; value: string }
  );

const Property = z.object({
  type: z.enum(["boolean", "integer", "string", "array"]),
  description: z.string().default(""),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().default(0),
  maximum: z.number().default(Number.MAX_SAFE_INTEGER),
  items: z.object({ enum: z.array(z.string()).optional() }).optional(),
});
const Properties = z.object({ properties: z.record(z.string(), Property).default({}) });

/** What is asked of a rule of this kind, with what it says now or the usual values; made of the kind's own schema. */
export function paramFields(kind: string, params: unknown): ParamField[] {
  const schema = kind === "approval" ? ApprovalParams : ruleKind(kind)?.params;
  if (!schema) return [];
  const said = z.record(z.string(), z.unknown()).catch({}).parse(params);
  const { properties } = Properties.parse(z.toJSONSchema(schema, { io: "input" }));
  return Object.entries(properties).map(([name, property]) =>
    fieldOf(name, property, said[name] ?? property.default),
  );
}

function fieldOf(name: string, property: z.infer<typeof Property>, value: unknown): ParamField {
  const { type, description: hint, enum: options, items, minimum: min, maximum: max } = property;
  const base = { name, label: inWords(name), hint };
  const text = typeof value === "string" ? value : undefined;
  switch (type) {
    case "boolean":
      return { ...base, type: "flag", value: value === true };
    case "integer":
      return { ...base, type: "number", value: Number(value ?? min), min, max };
    case "string":
      return options
        ? { ...base, type: "choice", value: text ?? options[0] ?? "", options }
        : { ...base, type: "text", value: text ?? "" };
    case "array": {
      const list = z.array(z.string()).catch([]).parse(value);
      return items?.enum
        ? { ...base, type: "choices", value: list, options: items.enum }
        : { ...base, type: "lines", value: list };
    }
  }
}

/** `escalateAfterHours`: Escalate after hours. */
function inWords(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The name of a parameter's control. */
export function controlName(name: string): string {
  return `param.${name}`;
}

/** What a form says of a kind's parameters. */
export function readParams(form: FormData, kind: string): Record<string, unknown> {
  return Object.fromEntries(paramFields(kind, {}).map((field) => [field.name, readParam(form, field)]));
}

function readParam(form: FormData, { name, type }: ParamField): unknown {
  const given = form.get(controlName(name));
  const text = typeof given === "string" ? given : "";
  switch (type) {
    case "flag":
      return given !== null;
    case "number":
      return Number(text);
    case "choices":
      return form.getAll(controlName(name));
    case "lines":
      return text
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "");
    case "choice":
    case "text":
      return text;
  }
}
