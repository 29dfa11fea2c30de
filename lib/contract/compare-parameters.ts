import type { Comparer } from "./comparer.ts";
import type { Place } from "./findings.ts";
import { compareMarks, judgeRemoval } from "./lifecycle.ts";
import type { Node, Parameter } from "./model.ts";
import type { Pair, Step } from "./pair.ts";
import type { Delta } from "./rules.ts";
import { anything, isAnnotation, type View } from "./schema-view.ts";

type Parameters = Map<string, Parameter>;

/** What is sent in path, query, headers and cookies. */
export function compareParameters(
  comparer: Comparer,
  operation: Place,
  { before, after }: { before: Parameters; after: Parameters },
): void {
  const { findings, at } = comparer;
  for (const [key, old] of before) {
    const place = placeOf(operation, comparer, old);
    const now = after.get(key);
    if (now) {
      compareParameter(comparer, placeOf(operation, comparer, now), { old, now });
      continue;
    }
    findings.report(place, {
      // What was a declared input is withdrawn: refused or passed over, it no longer does what it did.
      ...judgeRemoval(old.marks, at, "differs"),
      oldAt: old.pointer,
      newAt: null,
      before: old.name,
      after: undefined,
    });
  }
  for (const [key, now] of after) {
    if (!before.has(key)) findings.report(placeOf(operation, comparer, now), added(now));
  }
}

function placeOf(operation: Place, { directions }: Comparer, { name, in: where }: Parameter): Place {
  const what = `${where.charAt(0).toUpperCase()}${where.slice(1)} parameter \`${name}\``;
  return { ...operation, direction: directions.sent, subject: `${directions.sent}-parameter`, what };
}

function added(now: Parameter): Delta {
  const isDemanded = now.required;
  return {
    kind: now.in === "path" ? "path-added" : isDemanded ? "required-added" : "optional-added",
    judgement: isDemanded ? "narrows" : "none",
    says: isDemanded ? "is new and required" : "is new and optional",
    oldAt: null,
    newAt: now.pointer,
    before: undefined,
    after: now.name,
  };
}

interface Two {
  old: Parameter;
  now: Parameter;
}

function compareParameter(comparer: Comparer, place: Place, { old, now }: Two): void {
  const { findings, pairs, at } = comparer;
  const step: Step = {
    old: old.schema ?? anything(old.pointer),
    now: now.schema ?? anything(now.pointer),
    mode: now.mediaType?.includes("json") ? "strong" : "parameter",
  };
  const pair = pairs(step);
  const isList = becameList({ old, now }, pair);
  const changes = [...compareMarks(old.marks, now.marks, at), ...headChanges({ old, now }, pair)];
  if (isList) changes.push(listed(pair));
  for (const delta of changes) findings.report(place, { ...delta, oldAt: old.pointer, newAt: now.pointer });
  findings.walk(place, isList ? pairs({ ...step, now: itemsOf(pair.now) }) : pair);
}

/** Exploded in style `form`, a list of one is written as the one alone: who sent one value goes on sending it. */
function becameList({ old, now }: Two, pair: Pair): boolean {
  const { schema, types } = pair.now;
  const isForm = [old, now].every(({ style, mediaType }) => style === "form" && mediaType === undefined);
  if (!isForm || !now.explode || !isScalar(pair.old) || types?.join() !== "array") return false;
  const isMore = Object.keys(schema).some((key) => !LIST_KEYWORDS.has(key) && !isAnnotation(key));
  return !isMore && !(Number(schema["minItems"] ?? 0) > 1) && !(Number(schema["maxItems"] ?? 1) < 1);
}

/** Keywords of a list that one value alone cannot offend; `minItems` and `maxItems` by their numbers. */
const LIST_KEYWORDS = new Set(["type", "nullable", "items", "minItems", "maxItems", "uniqueItems"]);

function itemsOf({ schema, pointer }: View): Node {
  const items = schema["items"];
  return items === undefined ? anything(pointer) : { value: items, pointer: `${pointer}/items` };
}

function listed({ old, now }: Pair): Delta {
  const says = "can be given several times now";
  const [before, after] = [old.types?.join(" or "), now.types?.join(" or ")];
  return { kind: "type-generalized", judgement: "widens", says, before, after, oldAt: "", newAt: "" };
}

function headChanges({ old, now }: Two, pair: Pair): Delta[] {
  const found: (Omit<Delta, "oldAt" | "newAt"> | undefined)[] = [
    flag({
      key: "required",
      values: [old.required, now.required],
      set: ["became-required", "narrows", "is required now"],
      unset: ["became-optional", "widens", "is no longer required"],
    }),
    flag({
      key: "allowReserved",
      values: [old.allowReserved, now.allowReserved],
      set: ["became-allow-reserved", "widens", "can hold reserved characters now"],
      unset: ["became-not-allow-reserved", "narrows", "can no longer hold reserved characters"],
    }),
    flag({
      key: "allowEmptyValue",
      values: [old.allowEmptyValue, now.allowEmptyValue],
      set: ["became-allow-empty", "widens", "can be empty now"],
      unset: ["became-not-allow-empty", "narrows", "can no longer be empty"],
    }),
    serialization({ old, now }, isScalar(pair.old) && isScalar(pair.now)),
  ];
  return found.filter((delta) => delta !== undefined).map((delta) => ({ ...delta, oldAt: "", newAt: "" }));
}

type Words = [kind: string, judgement: "narrows" | "widens", says: string];

function flag({
  values: [before, after],
  set,
  unset,
}: {
  key: string;
  values: [boolean, boolean];
  set: Words;
  unset: Words;
}) {
  if (before === after) return undefined;
  const [kind, judgement, says] = after ? set : unset;
  return { kind, judgement, says, before, after };
}

/** How values are written. Whether lists are exploded is nothing to one value alone. */
function serialization({ old, now }: Two, isSingle: boolean) {
  if (old.mediaType !== now.mediaType) {
    const [before, after] = [old.mediaType ?? "a plain value", now.mediaType ?? "a plain value"];
    const says = `is written as ${after} instead of ${before}`;
    return { kind: "media-type-changed", judgement: "differs" as const, says, before, after };
  }
  if (old.mediaType !== undefined) return undefined;
  if (old.style !== now.style) {
    const says = `is written in style ${now.style} instead of ${old.style}`;
    return {
      kind: "style-changed",
      judgement: "differs" as const,
      says,
      before: old.style,
      after: now.style,
    };
  }
  if (old.explode === now.explode || isSingle) return undefined;
  const says = now.explode ? "has each value written by itself now" : "has its values written together now";
  return {
    kind: "explode-changed",
    judgement: "differs" as const,
    says,
    before: old.explode,
    after: now.explode,
  };
}

const SCALARS = new Set(["string", "number", "integer", "boolean"]);

/** Every value it allows is one value: no list, no object. */
function isScalar({ types, schema }: View): boolean {
  const isParted = ["oneOf", "anyOf", "allOf"].some((key) => Object.hasOwn(schema, key));
  return !isParted && types !== undefined && types.every((type) => SCALARS.has(type));
}
