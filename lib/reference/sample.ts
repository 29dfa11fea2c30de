import { isObject } from "#lib/json/schema";
import type { SchemaNode } from "#lib/openapi/schema";

type Schemas = Record<string, SchemaNode>;

interface Sampling {
  schemas: Schemas;
  /** A request needs what is required; a response shows what may come. */
  direction: "request" | "response";
  /** How many values may still be made. */
  left: number;
  /** References that are open above: one of them again ends the branch. */
  open: Set<string>;
}

const MAX_VALUES = 300;
const MAX_DEPTH = 8;
const OPTIONAL_SHOWN = 8;

/** A value that fits a schema, from its own examples, defaults and enumerations where it has some. Bounded in size and depth. */
export function sampleOf(node: SchemaNode, schemas: Schemas, direction: Sampling["direction"]): unknown {
  return valueOf(node, { schemas, direction, left: MAX_VALUES, open: new Set() }, 0);
}

function valueOf(node: SchemaNode, at: Sampling, depth: number): unknown {
  at.left -= 1;
  if (at.left < 0 || depth > MAX_DEPTH) return undefined;
  const known = knownValue(node);
  if (known !== undefined) return known;
  if (node.ref !== undefined) return behindRef(node.ref, at, depth);
  if (node.allOf) return mergeAll(node, at, depth);
  const alternative = node.oneOf?.[0] ?? node.anyOf?.[0];
  if (alternative && !node.properties) return chosen(node, alternative, { at, depth });
  return plainValue(node, at, depth);
}

/** What the document itself gives. */
function knownValue(node: SchemaNode): unknown {
  if (node.example !== undefined) return node.example;
  return parsed(node.constant ?? node.default ?? node.enum?.[0]);
}

function parsed(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    // A very long value was cut.
    return undefined;
  }
}

function behindRef(ref: string, at: Sampling, depth: number): unknown {
  const node = at.schemas[ref];
  if (!node || at.open.has(ref)) return undefined;
  at.open.add(ref);
  const value = valueOf(node, at, depth);
  at.open.delete(ref);
  return value;
}

function mergeAll(node: SchemaNode, at: Sampling, depth: number): unknown {
  const { allOf = [], ...own } = node;
  const parts = [...allOf, own].map((part) => valueOf(part, at, depth + 1));
  const objects = parts.filter(isObject);
  return objects.length > 0 ? Object.assign({}, ...objects) : parts.find((part) => part !== undefined);
}

/** The first alternative; where a member tells which it is, with that member's value. */
function chosen(
  node: SchemaNode,
  alternative: SchemaNode,
  { at, depth }: { at: Sampling; depth: number },
): unknown {
  const value = valueOf(alternative, at, depth + 1);
  const { discriminator } = node;
  const name = discriminator?.mapping.find(([, ref]) => ref === alternative.ref)?.[0];
  return isObject(value) && discriminator && name !== undefined
    ? { ...value, [discriminator.property]: name }
    : value;
}

function plainValue(node: SchemaNode, at: Sampling, depth: number): unknown {
  const type = node.types?.[0] ?? (node.properties || node.additional ? "object" : node.items ? "array" : "");
  switch (type) {
    case "object":
      return objectValue(node, at, depth);
    case "array": {
      const item = node.items ? valueOf(node.items, at, depth + 1) : undefined;
      return item === undefined ? [] : [item];
    }
    case "string":
      return stringValue(node);
    case "integer":
    case "number":
      return numberValue(node, type);
    case "boolean":
      return true;
    default:
      return node.nullable ? null : undefined;
  }
}

function objectValue(node: SchemaNode, at: Sampling, depth: number): unknown {
  const properties = node.properties ?? [];
  const hidden = at.direction === "request" ? "readOnly" : "writeOnly";
  const usable = properties.filter(({ schema }) => !schema[hidden] && !schema.deprecated);
  const required = usable.filter((property) => property.required);
  const wanted =
    at.direction === "response" ? usable : required.length > 0 ? required : usable.slice(0, OPTIONAL_SHOWN);
  const entries = wanted.flatMap(({ name, schema }) => {
    const value = valueOf(schema, at, depth + 1);
    return value === undefined ? [] : [[name, value] as const];
  });
  if (entries.length === 0 && node.additional) {
    const value = valueOf(node.additional, at, depth + 1);
    return value === undefined ? {} : { name: value };
  }
  return Object.fromEntries(entries);
}

const BY_FORMAT: Record<string, string> = {
  date: "2026-01-31",
  "date-time": "2026-01-31T09:30:00Z",
  time: "09:30:00Z",
  duration: "PT15M",
  uuid: "3fa85f64-5717-4562-b3fc-2c963f66afa6",
  email: "name@example.com",
  uri: "https://example.com",
  url: "https://example.com",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  byte: "dGV4dA==",
};

function stringValue({ format, limits }: SchemaNode): string {
  const text = BY_FORMAT[format ?? ""] ?? "text";
  const { minLength = 0, maxLength = Infinity } = limits ?? {};
  if (BY_FORMAT[format ?? ""] !== undefined) return text;
  return text.padEnd(Math.min(minLength, 200), "x").slice(0, maxLength);
}

function numberValue({ limits }: SchemaNode, type: "integer" | "number"): number {
  const { minimum, maximum } = limits ?? {};
  const value = minimum ?? (maximum !== undefined && maximum < 1 ? maximum : 1);
  return type === "integer" ? Math.ceil(value) : value;
}
