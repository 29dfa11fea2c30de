import { textAt } from "./json.ts";
import { changed, type Judgement } from "./rules.ts";
import type { Comparing, Mode } from "./pair.ts";
import { impliedType, isAny, type View } from "./schema-view.ts";

const SCALARS = new Set(["string", "number", "integer", "boolean"]);

/** `unlike`: the types are so different that comparing further says nothing. */
export function compareTypes(comparing: Comparing): "alike" | "unlike" {
  const { old, now } = comparing.pair;
  if (old.isNever || now.isNever) return compareNever(comparing);
  compareNull(comparing);
  if (old.types?.join() === now.types?.join()) {
    compareFormats(comparing);
    return "alike";
  }
  const effect = typeEffect(comparing.pair);
  comparing.add({
    kind: KINDS[effect],
    judgement: JUDGEMENTS[effect],
    ...atMember(comparing.pair, "type"),
    before: described(old),
    after: described(now),
    says: `has type ${described(now) ?? "any"} instead of ${described(old) ?? "any"}`,
  });
  if (effect === "differs") return "unlike";
  compareFormats(comparing);
  return "alike";
}

const KINDS = {
  widens: "type-generalized",
  narrows: "type-specialized",
  differs: "type-changed",
  unknown: "type-changed",
  stated: "type-stated",
  unstated: "type-left-out",
} as const;

const JUDGEMENTS: Record<keyof typeof KINDS, Judgement> = {
  widens: "widens",
  narrows: "narrows",
  differs: "differs",
  unknown: "unknown",
  stated: { request: "risky", response: "safe" },
  unstated: { request: "safe", response: "risky" },
};

function compareNever({ pair: { old, now }, add }: Comparing): "unlike" {
  if (old.isNever === now.isNever) return "unlike";
  const became = now.isNever;
  add({
    kind: became ? "schema-became-false" : "schema-became-not-false",
    judgement: became ? "narrows" : "widens",
    oldAt: "",
    newAt: "",
    before: old.isNever ? false : "a schema",
    after: now.isNever ? false : "a schema",
    says: became ? "allows no value any more" : "allows values now",
  });
  return "unlike";
}

function compareNull({ pair: { old, now }, add }: Comparing): void {
  if (old.nullable === now.nullable) return;
  // What allows anything allows null, said or not.
  if ((old.nullable && isAny(now)) || (now.nullable && isAny(old))) return;
  add({
    kind: now.nullable ? "became-nullable" : "became-not-nullable",
    judgement: now.nullable ? "widens" : "narrows",
    oldAt: "",
    newAt: "",
    before: old.nullable,
    after: now.nullable,
    says: now.nullable ? "can be null now" : "can no longer be null",
  });
}

function typeEffect({ old, now, mode }: { old: View; now: View; mode: Mode }) {
  if (!old.types || !now.types) return statedEffect(old, now);
  const asText = mode === "strong" ? undefined : textEffect(old.types, now.types, mode);
  // Every value of a parameter is written as text.
  if (mode === "parameter" && asText === "widens") return asText;
  return listEffect(old.types, now.types) ?? asText ?? "differs";
}

function listEffect(before: string[], after: string[]) {
  if (before.every((type) => fits(type, after))) return "widens";
  return after.every((type) => fits(type, before)) ? "narrows" : undefined;
}

/** What is written as text: any single value is a text. */
function textEffect(before: string[], after: string[], mode: Mode) {
  const isAll = (types: string[]) => types.every((type) => SCALARS.has(type));
  if (after.includes("string") && isAll(before)) return mode === "mixed" ? "unknown" : "widens";
  return before.includes("string") && isAll(after) ? "narrows" : undefined;
}

/** A type where none was, or none where one was. To say what the other keywords meant anyway is often no change. */
function statedEffect(old: View, now: View) {
  const [without, typed] = old.types ? [now, old] : [old, now];
  const isMeant = typed.types?.length === 1 && typed.types[0] === impliedType(without);
  if (isMeant) return old.types ? "unstated" : "stated";
  return old.types ? "widens" : "narrows";
}

/** An integer is a number. */
function fits(type: string, types: string[]): boolean {
  return types.includes(type) || (type === "integer" && types.includes("number"));
}

function described({ types }: View): string | undefined {
  return types?.join(" or ");
}

/** A narrower format → the wider ones that hold it. */
const WIDER: Record<string, string[] | undefined> = {
  int32: ["int64", "bigint", "double"],
  int64: ["bigint"],
  float: ["double"],
};
/** A date is no date-time, but what reads the one often reads the other. */
const AKIN: Record<string, string[] | undefined> = { date: ["date-time"], time: ["date-time"] };
/** Formats for people and generators: they say nothing of which values fit. */
const FREE = new Set(["password", "binary", "textarea", "markdown", "html"]);

function compareFormats({ pair, add }: Comparing): void {
  const [before, after] = [textAt(pair.old.schema, "format"), textAt(pair.now.schema, "format")];
  if (before === after) return;
  add({
    kind: before === undefined ? "format-set" : after === undefined ? "format-unset" : "format-changed",
    judgement: formatEffect(before, after),
    ...atMember(pair, "format"),
    before,
    after,
    says: changed("the format", before, after),
  });
}

function formatEffect(before: string | undefined, after: string | undefined): Judgement {
  if (isFree(before) && isFree(after)) return "none";
  if (after === undefined) return "widens";
  if (before === undefined) return "narrows";
  if (holds(WIDER, before, after)) return "widens";
  if (holds(WIDER, after, before)) return "narrows";
  if (holds(AKIN, before, after)) return { request: "risky", response: "breaking" };
  if (holds(AKIN, after, before)) return { request: "breaking", response: "risky" };
  return "differs";
}

function holds(table: Record<string, string[] | undefined>, inner: string, outer: string): boolean {
  return table[inner]?.includes(outer) ?? false;
}

function isFree(format: string | undefined): boolean {
  return format === undefined || FREE.has(format);
}

/** Pointers to a member of both schemas; where it is missing, to the schema it could stand in. */
export function atMember(
  { old, now }: { old: View; now: View },
  key: string,
): { oldAt: string; newAt: string } {
  return { oldAt: memberOf(old, key), newAt: memberOf(now, key) };
}

function memberOf({ schema, folded }: View, key: string): string {
  if (key === "type" && folded) return `/${folded}`;
  return Object.hasOwn(schema, key) ? `/${key}` : "";
}
