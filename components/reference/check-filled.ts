import { formatBytes } from "@/components/ui/format-bytes.ts";
import type { FormField, ReferenceOperation, ReferenceParameter, SchemaNode } from "#lib/openapi/schema";
import { nameOf, type Filled } from "./request-of.ts";

/** Below TRY_FORM_MAX_BYTES (lib/reference), whose rest is for what stands around them. */
export const FILES_MAX_BYTES = 2_000_000;

/** What is wrong with a filled form, by the field's name; nothing in it: it can be sent. */
export function checkFilled(operation: ReferenceOperation, filled: Filled): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const parameter of operation.parameters) {
    const problem = problemOf(parameter, filled.values[nameOf(parameter)] ?? "");
    if (problem) problems[nameOf(parameter)] = problem;
  }
  const fields = formOf(operation, filled);
  if (fields) return { ...problems, ...formProblems(fields, filled) };
  const problem = bodyProblem(operation, filled);
  if (problem) problems["body"] = problem;
  return problems;
}

function formOf({ body }: ReferenceOperation, { mediaType }: Filled): FormField[] | undefined {
  return body?.content.find(({ type }) => type === mediaType)?.form;
}

/** By `form` and the field's name. */
function formProblems(fields: FormField[], filled: Filled): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const problem = fieldProblem(field, filled);
    if (problem) problems[`form ${field.name}`] = problem;
  }
  const files = Object.entries(filled.files ?? {}).filter(([, chosen]) => chosen.length > 0);
  const sizeBytes = files.flatMap(([, chosen]) => chosen).reduce((sum, file) => sum + file.size, 0);
  const last = files.at(-1);
  if (last && sizeBytes > FILES_MAX_BYTES)
    problems[`form ${last[0]}`] = `At most ${formatBytes(FILES_MAX_BYTES)} of files can be tried out.`;
  return problems;
}

function fieldProblem(field: FormField, { form, files }: Filled): string | undefined {
  const { name, required, kind, schema } = field;
  const value = form?.[name] ?? "";
  const isFilled = kind === "file" || kind === "files" ? (files?.[name] ?? []).length > 0 : value !== "";
  if (!isFilled) return required ? `${name} is required.` : undefined;
  if (kind === "json") return jsonProblem(value);
  return kind === "text" ? valueProblem(schema, value) : undefined;
}

function problemOf(
  { required, name, schema, in: place }: ReferenceParameter,
  value: string,
): string | undefined {
  if (value === "") return required ? `${name} is required.` : undefined;
  if (place === "path" && /^\.{1,2}$/.test(value)) return "A path cannot hold this value.";
  if (schema.types?.includes("array")) {
    const items = value.split(",").map((item) => item.trim());
    return items
      .map((item) => valueProblem(schema.items ?? {}, item))
      .find((problem) => problem !== undefined);
  }
  return valueProblem(schema, value);
}

/** The document's pattern is not tried: a pattern can be made to take for ever. */
function valueProblem(schema: SchemaNode, value: string): string | undefined {
  const { types = [], limits = {} } = schema;
  const type = types.length === 1 ? types[0] : undefined;
  const problem = formProblem(type, value);
  if (problem) return problem;
  if (schema.enum && !isOneOf(schema.enum, value)) return "Choose one of the values.";
  if (type === "integer" || type === "number") return numberProblem(limits, Number(value));
  return type === "string" ? lengthProblem(limits, value.length) : undefined;
}

function formProblem(type: string | undefined, value: string): string | undefined {
  switch (type) {
    case "integer":
      return /^-?\d+$/.test(value) ? undefined : "A whole number is wanted.";
    case "number":
      return value.trim() === "" || Number.isNaN(Number(value)) ? "A number is wanted." : undefined;
    case "boolean":
      return value === "true" || value === "false" ? undefined : "Write true or false.";
    default:
      return undefined;
  }
}

type Limits = NonNullable<SchemaNode["limits"]>;

function numberProblem({ minimum, maximum }: Limits, value: number): string | undefined {
  if (minimum !== undefined && value < minimum) return `At least ${minimum}.`;
  return maximum !== undefined && value > maximum ? `At most ${maximum}.` : undefined;
}

function lengthProblem({ minLength, maxLength }: Limits, length: number): string | undefined {
  if (minLength !== undefined && length < minLength) return `At least ${minLength} characters.`;
  return maxLength !== undefined && length > maxLength ? `At most ${maxLength} characters.` : undefined;
}

/** `enum` holds JSON texts; a form holds what one types. */
function isOneOf(texts: string[], value: string): boolean {
  return texts.some((text) => text === value || text === JSON.stringify(value));
}

function bodyProblem({ body }: ReferenceOperation, filled: Filled): string | undefined {
  if (!body) return undefined;
  const text = filled.body ?? "";
  if (text.trim() === "") return body.required ? "A body is required." : undefined;
  if (!/^application\/(json|[\w.+-]+\+json)/i.test(filled.mediaType ?? "")) return undefined;
  return jsonProblem(text);
}

function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}.`;
  }
}
