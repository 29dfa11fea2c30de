import type { FormField, PreparedReference, SchemaNode } from "#lib/openapi/schema";
import { sampleOf } from "./sample.ts";

type Schemas = PreparedReference["schemas"];

const FIELDS_MAX = 100;
const HOPS = 8;

/** Whether a body of this type is made of named fields. */
export function isForm(type: string): boolean {
  return /^(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type);
}

/** The fields of a form, from the properties of its schema and of what that refers to; none where it has none. */
export function formFields(schema: SchemaNode, schemas: Schemas): FormField[] {
  return propertiesOf(schema, schemas, 0)
    .filter(({ schema: node }) => !node.readOnly)
    .slice(0, FIELDS_MAX)
    .map(({ name, required, schema: node }) => {
      const known = resolved(node, schemas);
      const kind = kindOf(known, schemas);
      return { name, required, kind, schema: known, example: exampleOf(known, kind, schemas) };
    });
}

type Property = NonNullable<SchemaNode["properties"]>[number];

/** Later ones stand for earlier ones of the same name, as in `allOf`. */
function propertiesOf(node: SchemaNode, schemas: Schemas, hop: number): Property[] {
  if (hop > HOPS) return [];
  const known = resolved(node, schemas);
  const parts = (known.allOf ?? []).flatMap((part) => propertiesOf(part, schemas, hop + 1));
  const all = [...parts, ...(known.properties ?? [])];
  return [...new Map(all.map((property) => [property.name, property])).values()];
}

function resolved(node: SchemaNode, schemas: Schemas): SchemaNode {
  let at = node;
  for (let hop = 0; hop < HOPS && at.ref !== undefined; hop++) at = schemas[at.ref] ?? {};
  return at;
}

function kindOf(node: SchemaNode, schemas: Schemas): FormField["kind"] {
  if (isFile(node)) return "file";
  if (node.types?.includes("array")) {
    const item = resolved(node.items ?? {}, schemas);
    if (isFile(item)) return "files";
    return isObject(item) ? "json" : "list";
  }
  return isObject(node) ? "json" : "text";
}

function isFile({ format }: SchemaNode): boolean {
  return format === "binary";
}

function isObject(node: SchemaNode): boolean {
  return node.types?.includes("object") === true || node.properties !== undefined || node.allOf !== undefined;
}

/** As one would type it; of a file its name. */
function exampleOf(node: SchemaNode, kind: FormField["kind"], schemas: Schemas): string {
  if (kind === "file" || kind === "files") return "";
  const value = sampleOf(node, schemas, "request");
  if (value === undefined) return "";
  if (kind === "list" && Array.isArray(value)) return value.map(plainText).join(",");
  return plainText(value);
}

function plainText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
