import { atMember } from "./compare-types.ts";
import { readMarks } from "./document.ts";
import { isObject, objectAt, pointerTo, textsAt } from "./json.ts";
import { judgeRemoval } from "./lifecycle.ts";
import type { Node } from "./model.ts";
import type { Comparing } from "./pair.ts";
import type { Verdict } from "./schema.ts";
import { anything, isAnnotation, placeIn, type View } from "./schema-view.ts";

interface Property {
  name: string;
  node: Node;
  view: View;
  required: boolean;
}

/** The properties of an object: which there are, which must be there, and what others there can be. */
export function compareObjects(comparing: Comparing): void {
  const { pair, readOld, readNew } = comparing;
  const before = properties(pair.old, readOld);
  const after = properties(pair.now, readNew);
  for (const property of before.values()) {
    const now = after.get(property.name);
    if (now) compareProperty(comparing, property, now);
    else removed(comparing, property);
  }
  for (const property of after.values()) {
    if (!before.has(property.name)) added(comparing, property);
  }
  compareUndeclared(comparing, before, after);
  compareOthers(comparing);
  compareByPattern(comparing);
}

function properties(view: View, read: (node: Node) => View): Map<string, Property> {
  const required = new Set(textsAt(view.schema, "required"));
  const found = new Map<string, Property>();
  for (const [name, value] of Object.entries(objectAt(view.schema, "properties"))) {
    const node = { value, pointer: placeIn(view, at(name)) };
    found.set(name, { name, node, view: read(node), required: required.has(name) });
  }
  return found;
}

function has(property: Property, key: "readOnly" | "writeOnly" | "default"): boolean {
  return key === "default" ? property.view.schema[key] !== undefined : property.view.schema[key] === true;
}

function at(name: string) {
  return pointerTo("properties", name);
}

function compareProperty({ pair, add, into }: Comparing, old: Property, now: Property): void {
  const { name } = now;
  const base = { property: name, oldAt: at(name), newAt: at(name) };
  into(
    { old: old.node, now: now.node, mode: pair.mode === "parameter" ? "mixed" : pair.mode },
    { step: name, readOnly: has(now, "readOnly"), writeOnly: has(now, "writeOnly") },
  );
  const values = { before: old.required, after: now.required };
  if (old.required !== now.required) {
    const kind = now.required
      ? has(now, "default")
        ? "became-required-with-default"
        : "became-required"
      : "became-optional";
    const says = !now.required
      ? "is no longer required"
      : has(now, "default")
        ? "is required now, whatever its default"
        : "is required now";
    const judgement = now.required ? "narrows" : "widens";
    if (!has(now, "readOnly")) add({ ...base, kind, judgement, ...values, says, only: "request" });
    if (!has(now, "writeOnly")) add({ ...base, kind, judgement, ...values, says, only: "response" });
  }
  compareMutability({ add }, old, now);
}

/**
 * `readOnly` is not sent and `writeOnly` not given: to become the one takes a property away from the other side. Until
 * now nobody sent what was read-only, required or not (OpenAPI 3.x §4.8.24.2): to ask for it then is a demand that is new.
 */
function compareMutability({ add }: Pick<Comparing, "add">, old: Property, now: Property): void {
  for (const key of ["readOnly", "writeOnly"] as const) {
    const [before, after] = [has(old, key), has(now, key)];
    if (before === after) continue;
    const name = key === "readOnly" ? "read-only" : "write-only";
    const loser = key === "readOnly" ? "request" : "response";
    const verdict = takenVerdict(key, after, now.required);
    add({
      kind: after ? `became-${name}` : `became-not-${name}`,
      judgement: { request: "safe", response: "safe", [loser]: verdict },
      property: now.name,
      oldAt: at(now.name),
      newAt: at(now.name),
      before,
      after,
      says: `${after ? `is ${key} now` : `is no longer ${key}`}${verdict === "breaking" ? " and must be sent" : ""}`,
    });
  }
}

/** Of the side that a property is taken from, or given back to. */
function takenVerdict(key: "readOnly" | "writeOnly", isTaken: boolean, isRequired: boolean): Verdict {
  if (isTaken) return "risky";
  if (!isRequired) return "safe";
  return key === "readOnly" ? "breaking" : "risky";
}

/** Nothing fits but what is declared. */
function isClosed({ schema }: View): boolean {
  return schema["additionalProperties"] === false || schema["unevaluatedProperties"] === false;
}

function removed({ pair, add, now }: Comparing, property: Property): void {
  const { name } = property;
  const base = {
    property: name,
    oldAt: at(name),
    newAt: "",
    before: property.view.schema,
    after: undefined,
    withinNot: "widens" as const,
  };
  const marks = readMarks(property.view.schema);
  const isRefused = isClosed(pair.now);
  const request = judgeRemoval(marks, now, { request: isRefused ? "breaking" : "risky", response: "safe" });
  const sent = has(property, "readOnly") ? { ...request, judgement: "none" as const } : request;
  add({ ...base, ...sent, only: "request" });
  const response = judgeRemoval(marks, now, {
    request: "safe",
    response: property.required ? "breaking" : "risky",
  });
  const given = has(property, "writeOnly") ? { ...response, judgement: "none" as const } : response;
  add({
    ...base,
    ...given,
    kind: `${property.required ? "required" : "optional"}-${given.kind}`,
    only: "response",
  });
}

function added({ add }: Comparing, property: Property): void {
  const { name, required } = property;
  const base = {
    property: name,
    oldAt: "",
    newAt: at(name),
    before: undefined,
    after: property.view.schema,
    withinNot: "narrows" as const,
  };
  const isDemanded = required && !has(property, "readOnly");
  const suffix = has(property, "default") ? "-with-default" : "";
  add({
    ...base,
    kind: isDemanded ? `required-added${suffix}` : "added",
    judgement: isDemanded ? "narrows" : "none",
    says: isDemanded ? "is new and required" : "is new",
    only: "request",
  });
  // Readers pass over properties they do not know, even where the old document promised none.
  add({ ...base, kind: "added", judgement: "none", says: "is new", only: "response" });
}

/** Names that are required but not described. */
function compareUndeclared(
  { pair, add }: Comparing,
  before: Map<string, Property>,
  after: Map<string, Property>,
): void {
  const [was, is] = [textsAt(pair.old.schema, "required"), textsAt(pair.now.schema, "required")];
  const base = { ...atMember(pair, "required"), before: was, after: is };
  const [old, now] = [new Set(was), new Set(is)];
  for (const name of is.filter((one) => !old.has(one) && !after.has(one))) {
    const says = "is required now, though it is not described";
    add({
      ...base,
      kind: "undeclared-became-required",
      judgement: "unknown",
      property: name,
      says,
      only: "request",
    });
  }
  for (const name of was.filter((one) => !now.has(one) && !before.has(one) && !after.has(one))) {
    const says = "is no longer required; it was never described";
    add({
      ...base,
      kind: "undeclared-became-optional",
      judgement: "unknown",
      property: name,
      says,
      only: "response",
    });
  }
}

/** What may stand beside the declared properties. */
function compareOthers(comparing: Comparing): void {
  const key = "additionalProperties";
  const { pair, add, into } = comparing;
  const [before, after] = [pair.old.schema[key] ?? true, pair.now.schema[key] ?? true];
  if (before === after) return;
  const base = { ...atMember(pair, key), before: pair.old.schema[key], after: pair.now.schema[key] };
  if (after === false) {
    const says = "no longer allows properties beside the declared ones";
    return add({ ...base, kind: "additional-properties-closed", judgement: "narrows", says });
  }
  if (before === false) {
    const says = "can hold other properties than the declared ones now";
    // Consumers are expected to pass over what they do not know.
    const judgement = { request: "safe", response: "risky" } as const;
    return add({ ...base, kind: "additional-properties-opened", judgement, says });
  }
  if (isOpen(before) && isOpen(after)) return;
  into({ old: nodeAt(pair.old, key), now: nodeAt(pair.now, key) }, { step: "{}" });
}

/** Any value is allowed: left out, `true`, or a schema without conditions. */
function isOpen(value: unknown): boolean {
  return value === true || (isObject(value) && Object.keys(value).every((key) => isAnnotation(key)));
}

function nodeAt(view: View, key: string): Node {
  const value = view.schema[key];
  const pointer = `${view.pointer}/${key}`;
  return isObject(value) ? { value, pointer } : anything(pointer);
}

function compareByPattern({ pair, add, into }: Comparing): void {
  const key = "patternProperties";
  const [before, after] = [objectAt(pair.old.schema, key), objectAt(pair.now.schema, key)];
  for (const pattern of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const pointer = `/${key}${pointerTo(pattern)}`;
    if (Object.hasOwn(before, pattern) && Object.hasOwn(after, pattern)) {
      into(
        {
          old: { value: before[pattern], pointer: pair.old.pointer + pointer },
          now: { value: after[pattern], pointer: pair.now.pointer + pointer },
        },
        { step: "{}" },
      );
      continue;
    }
    const isNew = Object.hasOwn(after, pattern);
    add({
      kind: isNew ? "pattern-property-added" : "pattern-property-removed",
      judgement: isNew ? "narrows" : "widens",
      oldAt: isNew ? "" : pointer,
      newAt: isNew ? pointer : "",
      before: before[pattern],
      after: after[pattern],
      says: `${isNew ? "has a condition now" : "no longer has a condition"} on properties named like “${pattern}”`,
    });
  }
}
