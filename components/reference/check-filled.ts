import type { ReferenceOperation, ReferenceParameter, SchemaNode } from "#lib/openapi/schema";
import { nameOf, type Filled } from "./request-of.ts";

/** What is wrong with a filled form, by the field's name; nothing in it: it can be sent. */
export function checkFilled(operation: ReferenceOperation, filled: Filled): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const parameter of operation.parameters) {
    const problem = problemOf(parameter, filled.values[nameOf(parameter)] ?? "");
    if (problem) problems[nameOf(parameter)] = problem;
  }
  const problem = bodyProblem(operation, filled);
  if (problem) problems["body"] = problem;
  return problems;
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
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}.`;
  }
}
