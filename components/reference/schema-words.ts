import type { SchemaNode } from "#lib/openapi/schema";

type Schemas = Record<string, SchemaNode>;

/** `#/components/schemas/Pet` → `Pet`. */
export function nameOfRef(ref: string): string {
  const last = ref.split("/").at(-1) ?? ref;
  return last.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** A schema's type in a few characters: `string (date)`, `Pet`, `array of Pet`, `one of Card, Transfer`. */
export function typeWords(node: SchemaNode, schemas: Schemas, depth = 0): string {
  return `${bare(node, schemas, depth)}${node.nullable ? " or null" : ""}`;
}

function bare(node: SchemaNode, schemas: Schemas, depth: number): string {
  if (depth > 3) return "…";
  if (node.ref !== undefined) return named(node.ref, schemas);
  if (node.unresolved) return nameOfRef(node.unresolved.target);
  return combined(node, schemas, depth) ?? contained(node, schemas, depth) ?? plain(node);
}

function combined(node: SchemaNode, schemas: Schemas, depth: number): string | undefined {
  if (node.types) return undefined;
  const { oneOf, anyOf, allOf } = node;
  if (oneOf) return `one of ${oneOf.length}`;
  if (anyOf) return `any of ${anyOf.length}`;
  return allOf?.map((part) => typeWords(part, schemas, depth + 1)).join(" and ");
}

function contained(node: SchemaNode, schemas: Schemas, depth: number): string | undefined {
  if (node.items) return `array of ${typeWords(node.items, schemas, depth + 1)}`;
  if (node.additional && !node.properties) return `map of ${typeWords(node.additional, schemas, depth + 1)}`;
  return undefined;
}

function plain(node: SchemaNode): string {
  const type = node.types?.join(" or ") ?? (node.properties ? "object" : node.enum ? "value" : "any");
  return node.format ? `${type} (${node.format})` : type;
}

/** A named type of plain values reads as what it is; others by their name. */
function named(ref: string, schemas: Schemas): string {
  const name = nameOfRef(ref);
  const node = schemas[ref];
  const isPlain = node?.types && !hasInside(node);
  return isPlain ? `${name} (${node.types?.join(" or ")})` : name;
}

/** Whether there is more to say of a schema than a line. */
export function hasInside(node: SchemaNode): boolean {
  if (node.properties || node.additional || node.allOf || node.oneOf || node.anyOf || node.not) return true;
  if (node.items) return node.items.ref !== undefined || hasInside(node.items);
  return node.ref !== undefined && node.types === undefined;
}
