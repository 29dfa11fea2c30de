import { isObject, listAt, member, type JsonObject } from "./json.ts";
import type { Document, Node } from "./model.ts";

/** A schema with its references followed and its ways of saying "or null" made one. */
export interface View {
  schema: JsonObject;
  pointer: string;
  /** The component it was found under, when a reference led there. */
  ref: string | undefined;
  /** Leads out of the document, and was not followed. */
  external: string | undefined;
  /** `false`: nothing fits. */
  isNever: boolean;
  /** Without "null"; undefined: any type. */
  types: string[] | undefined;
  nullable: boolean;
  /** Pointers within it → where that stands, when it was put together of parts. */
  places: Map<string, string> | undefined;
  /** Its types were given as alternatives that say nothing else. */
  folded: Union | undefined;
}

export const UNIONS = ["oneOf", "anyOf"] as const;
export type Union = (typeof UNIONS)[number];

/** Members that say nothing of which values fit. */
const ANNOTATIONS = new Set([
  "title",
  "description",
  "default",
  "example",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
  "externalDocs",
  "xml",
  "$comment",
  "$id",
  "$schema",
  "$anchor",
  "$defs",
  "definitions",
  "discriminator",
  "summary",
]);

export function isAnnotation(key: string): boolean {
  return (
    ANNOTATIONS.has(key) || (key.startsWith("x-") && key !== "x-nullable" && key !== "x-extensible-enum")
  );
}

const NULLABLE = new Set(["nullable", "x-nullable"]);

/** How often a schema may be a lone wrapper around another. */
const WRAPS_MAX = 20;

/** Reads schemas of one document; each object is read once. */
export function schemaReader(document: Document): (node: Node) => View {
  const known = new WeakMap<object, View>();
  return (node) => {
    if (typeof node.value !== "object" || node.value === null) return readView(document, node);
    const before = known.get(node.value);
    if (before) return before;
    const view = readView(document, node);
    known.set(node.value, view);
    return view;
  };
}

function readView(document: Document, node: Node): View {
  let at: Node & { external?: string } = node;
  let ref: string | undefined;
  let nullable = false;
  for (let wraps = 0; wraps < WRAPS_MAX; wraps++) {
    const followed = followSchema(document, at);
    if (followed.pointer !== at.pointer) ref = followed.pointer;
    at = followed;
    nullable ||= saysNullable(at.value);
    const inner = unwrap(at, document);
    if (!inner) break;
    nullable ||= inner.nullable;
    at = inner.node;
  }
  return view(at, { ref, nullable, folded: foldTypes(at.value, document) });
}

interface Seen {
  ref: string | undefined;
  nullable: boolean;
  folded: Folded | undefined;
}

function view(at: Node & { external?: string }, seen: Seen): View {
  const schema = seen.folded?.schema ?? (isObject(at.value) ? at.value : {});
  const types = readTypes(schema);
  return {
    schema,
    pointer: at.pointer,
    ref: seen.ref,
    external: at.external,
    isNever: at.value === false,
    types: types?.filter((type) => type !== "null"),
    nullable: seen.nullable || (types?.includes("null") ?? false),
    places: at.places,
    folded: seen.folded?.union,
  };
}

/** Members beside a `$ref` (OpenAPI 3.1) add to what it refers to. */
function followSchema(document: Document, node: Node): Node & { external?: string } {
  const followed = document.follow(node);
  if (followed.value === node.value || followed.external !== undefined) return followed;
  const siblings = isObject(node.value) ? Object.entries(node.value).filter(([key]) => key !== "$ref") : [];
  if (siblings.length === 0 || !isObject(followed.value)) return followed;
  return { ...followed, value: { ...followed.value, ...Object.fromEntries(siblings) } };
}

function saysNullable(value: unknown): boolean {
  return member(value, "nullable") === true || member(value, "x-nullable") === true;
}

/** The schema within one that only wraps it: a lone `allOf`, or a `oneOf` or `anyOf` of it and null. */
function unwrap({ value, pointer }: Node, document: Document): { node: Node; nullable: boolean } | undefined {
  if (!isObject(value)) return undefined;
  const asserting = Object.keys(value).filter((key) => !isAnnotation(key) && !NULLABLE.has(key));
  const [keyword] = asserting;
  if (asserting.length !== 1 || !keyword || !["allOf", "oneOf", "anyOf"].includes(keyword)) return undefined;
  const branches = listAt(value, keyword);
  const isNull = (branch: unknown) =>
    member(document.follow({ value: branch, pointer }).value, "type") === "null";
  const others = keyword === "allOf" ? branches : branches.filter((branch) => !isNull(branch));
  const [only] = others;
  if (others.length !== 1 || !isObject(only)) return undefined;
  const annotations = Object.entries(value).filter(([key]) => isAnnotation(key));
  const node = { value: only, pointer: `${pointer}/${keyword}/${branches.indexOf(only)}` };
  if (annotations.length > 0) node.value = { ...only, ...Object.fromEntries(annotations) };
  return { node, nullable: others.length < branches.length };
}

interface Folded {
  schema: JsonObject;
  union: Union;
}

/** Alternatives that only name types that exclude each other are a list of types. */
function foldTypes(value: unknown, document: Document): Folded | undefined {
  if (!isObject(value)) return undefined;
  const asserting = Object.keys(value).filter((key) => !isAnnotation(key) && !NULLABLE.has(key));
  const union = UNIONS.find((one) => one === asserting[0]);
  if (asserting.length !== 1 || !union) return undefined;
  const branches = listAt(value, union).map((branch) => plainTypes(branch, document));
  const types = branches.flatMap((branch) => branch ?? []);
  const isExclusive =
    new Set(types).size === types.length && !(types.includes("integer") && types.includes("number"));
  if (branches.includes(undefined) || types.length < 2 || !isExclusive) return undefined;
  const annotations = Object.entries(value).filter(([key]) => key !== union);
  return { schema: { ...Object.fromEntries(annotations), type: types }, union };
}

/** The types of a schema that says nothing else of its values. */
function plainTypes(branch: unknown, document: Document): string[] | undefined {
  const { value, external } = document.follow({ value: branch, pointer: "" });
  if (external !== undefined || !isObject(value)) return undefined;
  const isPlain = Object.keys(value).every((key) => key === "type" || isAnnotation(key));
  return isPlain ? readTypes(value) : undefined;
}

function readTypes(schema: JsonObject): string[] | undefined {
  const type = schema["type"];
  const types = (Array.isArray(type) ? type : [type]).filter((one) => typeof one === "string");
  return types.length === 0 ? undefined : [...new Set(types)].toSorted();
}

/** Where something within a schema stands in the document. */
export function placeIn({ pointer, places }: View, at: string): string {
  return places?.get(at) ?? pointer + at;
}

/** The type a schema without one is plainly meant for, by its other keywords. */
export function impliedType({ schema }: View): string | undefined {
  if (["properties", "required", "additionalProperties"].some((key) => Object.hasOwn(schema, key)))
    return "object";
  if (Object.hasOwn(schema, "items")) return "array";
  if (["pattern", "minLength", "maxLength"].some((key) => Object.hasOwn(schema, key))) return "string";
  return undefined;
}

/** Anything fits. */
export function isAny(seen: View): boolean {
  return (
    !seen.isNever && seen.external === undefined && Object.keys(seen.schema).every((key) => isAnnotation(key))
  );
}

/** A schema that allows anything, standing where a document says nothing. */
export function anything(pointer: string): Node {
  return { value: {}, pointer };
}
