import { canonicalText, isObject, type JsonObject } from "./json.ts";
import type { Node } from "./model.ts";
import { isAnnotation, type View } from "./schema-view.ts";

/** Schemas looked at to decide whether two are the same; past it they count as different. */
const STEPS_MAX = 20_000;
/** Keywords with a schema, a list of schemas, and schemas by name. */
const ONE = new Set([
  "items",
  "additionalProperties",
  "not",
  "contains",
  "propertyNames",
  "if",
  "then",
  "else",
  "unevaluatedItems",
  "unevaluatedProperties",
  "contentSchema",
]);
const LIST = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const NAMED = new Set(["properties", "patternProperties", "dependentSchemas"]);
/** Lists whose order says nothing. */
const SETS = new Set(["required", "enum", "type"]);

type Read = (node: Node) => View;

/** Says whether exactly the same values fit two schemas, as far as their keywords show; recursive schemas are fine. */
export function sameSchemas(readOld: Read, readNew: Read): (old: Node, now: Node) => boolean {
  const known = new WeakMap<object, WeakMap<object, boolean>>();
  return (old, now) => {
    const a = readOld(old).schema;
    const b = readNew(now).schema;
    const before = known.get(a)?.get(b);
    if (before !== undefined) return before;
    const same = walk({ readOld, readNew }, { old, now });
    if (!known.has(a)) known.set(a, new WeakMap());
    known.get(a)?.set(b, same);
    return same;
  };
}

interface Two {
  old: Node;
  now: Node;
}

function walk(read: { readOld: Read; readNew: Read }, first: Two): boolean {
  const seen = new WeakMap<object, WeakSet<object>>();
  const waiting: Two[] = [first];
  for (let steps = 0; ; steps++) {
    const two = waiting.pop();
    if (!two) return true;
    if (steps > STEPS_MAX) return false;
    const a = read.readOld(two.old);
    const b = read.readNew(two.now);
    const met = seen.get(a.schema) ?? new WeakSet();
    if (met.has(b.schema) && a.nullable === b.nullable) continue;
    seen.set(a.schema, met.add(b.schema));
    const inner = sameHere(a, b);
    if (!inner) return false;
    waiting.push(...inner);
  }
}

/** The schemas within that must be the same too; nothing when these two differ already. */
function sameHere(a: View, b: View): Two[] | undefined {
  if (headOf(a) !== headOf(b)) return undefined;
  const inner: Two[] = [];
  for (const key of new Set([...Object.keys(a.schema), ...Object.keys(b.schema)])) {
    if (isAnnotation(key) || key === "type" || key === "nullable" || key === "x-nullable") continue;
    const members = sameMember(key, [a, b]);
    if (!members) return undefined;
    inner.push(...members);
  }
  return inner;
}

function headOf({ isNever, external, nullable, types }: View): string {
  return `${isNever} ${external ?? ""} ${nullable} ${types?.join() ?? ""}`;
}

function sameMember(key: string, [a, b]: [View, View]): Two[] | undefined {
  const [before, after] = [a.schema[key], b.schema[key]];
  const at = { old: `${a.pointer}/${key}`, now: `${b.pointer}/${key}` };
  if (ONE.has(key) && isSchema(before) && isSchema(after))
    return [{ old: { value: before, pointer: at.old }, now: { value: after, pointer: at.now } }];
  if (LIST.has(key) && Array.isArray(before) && Array.isArray(after)) return sameList(before, after, at);
  if (NAMED.has(key) && isObject(before) && isObject(after)) return sameNamed(before, after, at);
  return canonicalText(sorted(key, before)) === canonicalText(sorted(key, after)) ? [] : undefined;
}

function isSchema(value: unknown): boolean {
  return isObject(value) || typeof value === "boolean";
}

function sameList(before: unknown[], after: unknown[], at: { old: string; now: string }): Two[] | undefined {
  if (before.length !== after.length) return undefined;
  return before.map((value, index) => ({
    old: { value, pointer: `${at.old}/${index}` },
    now: { value: after[index], pointer: `${at.now}/${index}` },
  }));
}

function sameNamed(
  before: JsonObject,
  after: JsonObject,
  at: { old: string; now: string },
): Two[] | undefined {
  const names = Object.keys(before);
  if (names.length !== Object.keys(after).length || names.some((name) => !Object.hasOwn(after, name)))
    return undefined;
  return names.map((name) => ({
    old: { value: before[name], pointer: `${at.old}/${name}` },
    now: { value: after[name], pointer: `${at.now}/${name}` },
  }));
}

function sorted(key: string, value: unknown): unknown {
  if (!SETS.has(key) || !Array.isArray(value)) return value;
  return value.map((item) => canonicalText(item)).toSorted();
}
