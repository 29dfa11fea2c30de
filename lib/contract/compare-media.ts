import type { Comparer } from "./comparer.ts";
import type { Findings, Place } from "./findings.ts";
import type { Media } from "./model.ts";
import type { Mode } from "./pair.ts";
import { anything } from "./schema-view.ts";

interface Lists {
  before: Media[];
  after: Media[];
  oldAt: string;
  newAt: string;
}

/** The media types of a body. Which one is used is the consumer's choice: each must stay, whichever way it goes. */
export function compareMediaLists(
  comparer: Comparer,
  place: Place,
  { before, after, oldAt, newAt }: Lists,
): void {
  const { findings } = comparer;
  const taken = new Set<Media>();
  const counterpart = counterparts(after);
  const known = new Set(before.map(({ name }) => name));
  for (const old of before) {
    const now = counterpart(old);
    if (!now) {
      findings.report(place, {
        kind: "media-type-removed",
        judgement: "differs",
        says: isSent(place) ? `can no longer be sent as ${old.name}` : `no longer comes as ${old.name}`,
        oldAt: old.pointer,
        newAt,
        before: old.name,
        after: undefined,
      });
      continue;
    }
    taken.add(now);
    compareMedia(comparer, place, { old, now });
  }
  for (const now of after) {
    if (taken.has(now) || known.has(now.name)) continue;
    findings.report(place, {
      kind: "media-type-added",
      judgement: "none",
      says: `can ${isSent(place) ? "be sent" : "come"} as ${now.name} now`,
      oldAt,
      newAt: now.pointer,
      before: undefined,
      after: now.name,
    });
  }
}

function isSent({ direction }: Place): boolean {
  return direction === "request";
}

/**
 * Finds the counterpart of a media type: the same name; else the same type with other parameters; else a range that holds it, or
 * one that it holds. Of several the first, and none is looked for by going through all.
 */
function counterparts(after: Media[]): (old: Media) => Media | undefined {
  const backwards = after.toReversed();
  const byName = new Map(backwards.map((now) => [now.name, now]));
  const byType = new Map(backwards.map((now) => [typeOf(now), now]));
  const within = new Map(backwards.flatMap((now) => rangesOf(typeOf(now)).map((range) => [range, now])));
  const place = new Map(after.map((now, index) => [now, index]));
  const first = (found: (Media | undefined)[]) =>
    found.filter((now) => now !== undefined).toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0))[0];
  return (old) =>
    byName.get(old.name) ??
    byType.get(typeOf(old)) ??
    first(rangesOf(typeOf(old)).map((range) => byType.get(range))) ??
    within.get(typeOf(old));
}

function typeOf({ name }: Media): string {
  return name.split(";", 1)[0]?.trim() ?? "";
}

/** `application/json` is in `application/*`, everything in `*`/`*`, and `application/problem+json` in `application/json`. */
function rangesOf(type: string): string[] {
  const [kind = "", subtype = ""] = type.split("/", 2);
  const suffix = subtype.lastIndexOf("+");
  return [...(suffix > 0 ? [`${kind}/${subtype.slice(suffix + 1)}`] : []), `${kind}/*`, "*/*"];
}

function isWithin(inner: Media, outer: Media): boolean {
  return rangesOf(typeOf(inner)).includes(typeOf(outer));
}

function compareMedia(
  { findings, pairs }: Comparer,
  place: Place,
  { old, now }: { old: Media; now: Media },
): void {
  if (old.name !== now.name) {
    const [kind, judgement] = renamed(old, now);
    const says = `${isSent(place) ? "is sent" : "comes"} as ${now.name} instead of ${old.name}`;
    const at = { oldAt: old.pointer, newAt: now.pointer, before: old.name, after: now.name };
    findings.report(place, { kind, judgement, says, ...at });
  }
  if (!old.schema && !now.schema) return;
  const mode: Mode = isJson(old) && isJson(now) ? "strong" : "weak";
  const step = { old: old.schema ?? anything(old.pointer), now: now.schema ?? anything(now.pointer), mode };
  const pair = pairs(step);
  if (pair.now.isNever && !pair.old.isNever) return withdrawn(findings, place, { old, now });
  findings.walk(place, pair);
}

/** No body fits any more: whoever sends one is refused, and whoever was promised one goes without. */
function withdrawn(findings: Findings, place: Place, { old, now }: { old: Media; now: Media }): void {
  findings.report(place, {
    kind: "schema-became-false",
    judgement: "differs",
    says: `allows no value any more as ${now.name}`,
    oldAt: old.pointer,
    newAt: now.pointer,
    before: "a schema",
    after: false,
  });
}

function renamed(old: Media, now: Media) {
  if (typeOf(old) === typeOf(now)) return ["media-type-parameters-changed", "unknown"] as const;
  if (isWithin(old, now)) return ["media-type-generalized", "widens"] as const;
  return ["media-type-specialized", "narrows"] as const;
}

function isJson(media: Media): boolean {
  const type = typeOf(media);
  return type.endsWith("/json") || type.endsWith("+json") || type.endsWith("/*");
}
