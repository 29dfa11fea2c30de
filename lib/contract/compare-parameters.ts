import type { Comparer } from "./comparer.ts";
import type { Place } from "./findings.ts";
import { compareMarks, judgeRemoval } from "./lifecycle.ts";
import type { Parameter } from "./model.ts";
import type { Delta } from "./rules.ts";
import { anything } from "./schema-view.ts";

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
      // Nothing says whether a parameter that is not described is refused.
      ...judgeRemoval(old.marks, at, "unknown"),
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
  for (const delta of [...compareMarks(old.marks, now.marks, at), ...headChanges({ old, now })])
    findings.report(place, { ...delta, oldAt: old.pointer, newAt: now.pointer });
  if (!old.schema && !now.schema) return;
  findings.walk(
    place,
    pairs({
      old: old.schema ?? anything(old.pointer),
      now: now.schema ?? anything(now.pointer),
      mode: now.mediaType?.includes("json") ? "strong" : "parameter",
    }),
  );
}

function headChanges({ old, now }: Two): Delta[] {
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
    serialization({ old, now }),
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

/** How lists and objects are written; one value alone is written the same either way. */
function serialization({ old, now }: Two) {
  if (old.mediaType !== now.mediaType) {
    const [before, after] = [old.mediaType ?? "a plain value", now.mediaType ?? "a plain value"];
    const says = `is written as ${after} instead of ${before}`;
    return { kind: "media-type-changed", judgement: "differs" as const, says, before, after };
  }
  const isSingle = isScalar(old) && isScalar(now);
  if (old.style !== now.style) {
    const says = `is written in style ${now.style} instead of ${old.style}`;
    const judgement = isSingle ? ("unknown" as const) : ("differs" as const);
    return { kind: "style-changed", judgement, says, before: old.style, after: now.style };
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

function isScalar({ schema }: Parameter): boolean {
  const type =
    typeof schema?.value === "object" && schema.value !== null && "type" in schema.value
      ? schema.value.type
      : "";
  return SCALARS.has(String(type));
}
