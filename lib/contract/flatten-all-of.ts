import { canonicalText, listAt, objectAt, pointerTo, textsAt, type JsonObject } from "./json.ts";
import type { Node } from "./model.ts";
import { isAnnotation, type View } from "./schema-view.ts";

const DEPTH_MAX = 20;

/**
 * The one schema that a schema and those of its `allOf` come to, where they can be put together without thinking:
 * properties and required names are joined, and nothing is said twice in different words. `undefined` otherwise.
 */
export function flattenAllOf(view: View, read: (node: Node) => View): Node | undefined {
  const whole: JsonObject = {};
  const gathering: Gathering = { read, whole, places: new Map(), seen: new Set(), depth: 0 };
  if (!gather(view, gathering)) return undefined;
  const { properties, required, places } = gathering;
  // By entries: a property may be called `__proto__`.
  if (properties) whole["properties"] = Object.fromEntries(properties);
  if (required) whole["required"] = [...required];
  return { value: whole, pointer: view.pointer, places };
}

interface Gathering {
  read: (node: Node) => View;
  whole: JsonObject;
  /** What every part may add to, put into it at the end. */
  properties?: Map<string, unknown>;
  required?: Set<string>;
  /** Pointers within it → where that stands. */
  places: Map<string, string>;
  /** What is a part twice says nothing the second time: without this, parts of parts of parts would double. */
  seen: Set<JsonObject>;
  depth: number;
}

function gather(view: View, gathering: Gathering): boolean {
  const { read, seen, depth } = gathering;
  if (depth > DEPTH_MAX || view.isNever || view.external !== undefined) return false;
  if (seen.has(view.schema)) return true;
  seen.add(view.schema);
  const keys = Object.keys(view.schema).filter((key) => key !== "allOf");
  if (!keys.every((key) => put(gathering, key, view))) return false;
  gathering.depth++;
  const isWhole = listAt(view.schema, "allOf").every((value, index) =>
    gather(read({ value, pointer: `${view.pointer}/allOf/${index}` }), gathering),
  );
  gathering.depth--;
  return isWhole;
}

/** Adds one keyword; false when it is there with another value. */
function put(gathering: Gathering, key: string, view: View): boolean {
  const { whole } = gathering;
  const value = view.schema[key];
  if (key === "required") {
    gathering.required ??= new Set();
    for (const name of textsAt(view.schema, "required")) gathering.required.add(name);
    return true;
  }
  if (key === "properties") return putProperties(gathering, view);
  if (isAnnotation(key)) {
    whole[key] ??= value;
    return true;
  }
  if (Object.hasOwn(whole, key)) return isSame(whole[key], value);
  whole[key] = value;
  return true;
}

function putProperties(gathering: Gathering, { schema, pointer }: View): boolean {
  const { places } = gathering;
  const known = (gathering.properties ??= new Map<string, unknown>());
  return Object.entries(objectAt(schema, "properties")).every(([name, property]) => {
    const isKnownAlike = !known.has(name) || isSame(known.get(name), property);
    known.set(name, property);
    const at = pointerTo("properties", name);
    if (!places.has(at)) places.set(at, pointer + at);
    return isKnownAlike;
  });
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || canonicalText(a) === canonicalText(b);
}
