import { atMember } from "./compare-types.ts";
import { compareMarks } from "./lifecycle.ts";
import { readMarks } from "./document.ts";
import { canonicalText, listAt, textAt } from "./json.ts";
import { changed, listed, shown } from "./rules.ts";
import type { Comparing, Pair } from "./pair.ts";

/** Which values: `enum`, `const`, `pattern`, what an encoded text holds; and what is said of them: defaults, lifecycle. */
export function compareValues(comparing: Comparing): void {
  compareConst(comparing);
  compareEnum(comparing);
  compareExtensible(comparing);
  comparePattern(comparing);
  compareContent(comparing);
  compareDefault(comparing);
  const { old, now } = comparing.pair;
  for (const delta of compareMarks(readMarks(old.schema), readMarks(now.schema), comparing.now))
    comparing.add(delta);
}

function compareConst({ pair, add }: Comparing): void {
  const [before, after] = [pair.old.schema["const"], pair.now.schema["const"]];
  // A const beside an enum is an enum of one.
  if (pair.old.schema["enum"] !== undefined || pair.now.schema["enum"] !== undefined) return;
  if (canonicalText(before) === canonicalText(after)) return;
  const at = atMember(pair, "const");
  if (before === undefined) {
    add({
      kind: "const-added",
      judgement: "narrows",
      ...at,
      before,
      after,
      says: `must be ${shown(after)} now`,
    });
  } else if (after === undefined) {
    const says = `need no longer be ${shown(before)}`;
    add({ kind: "const-removed", judgement: "widens", ...at, before, after, says });
  } else {
    const says = `must be ${shown(after)} instead of ${shown(before)}`;
    add({ kind: "const-changed", judgement: "differs", ...at, before, after, says });
  }
}

/** The values allowed, as text → value; nothing when any is. Whether null fits is said elsewhere. */
function allowed({ schema }: Pair["old"]): Map<string, unknown> | undefined {
  if (!Array.isArray(schema["enum"]) && schema["const"] === undefined) return undefined;
  const values = Array.isArray(schema["enum"]) ? schema["enum"] : [schema["const"]];
  return new Map(values.filter((value) => value !== null).map((value) => [canonicalText(value), value]));
}

function compareEnum({ pair, add }: Comparing): void {
  if (pair.old.schema["enum"] === undefined && pair.now.schema["enum"] === undefined) return;
  const [old, now] = [allowed(pair.old), allowed(pair.now)];
  // Two that are no lists.
  if (old === now) return;
  const [before, after] = [old && [...old.values()], now && [...now.values()]];
  const base = { ...atMember(pair, "enum"), before, after };
  if (!old) {
    const says = `can only be one of these now: ${listed(after ?? [])}`;
    return add({ ...base, kind: "became-enum", judgement: "narrows", says });
  }
  if (!now) {
    const says = `can be anything now, no longer only one of these: ${listed(before ?? [])}`;
    return add({ ...base, kind: "became-not-enum", judgement: "widens", says });
  }
  const removed = without(old, now);
  const added = without(now, old);
  if (removed.length > 0) {
    const says = `can no longer be ${listed(removed)}`;
    add({ ...base, kind: "enum-value-removed", judgement: "narrows", says });
  }
  if (added.length > 0)
    add({ ...base, kind: "enum-value-added", judgement: "widens", says: `can be ${listed(added)} now` });
}

function without(values: Map<string, unknown>, others: Map<string, unknown>): unknown[] {
  return [...values].filter(([text]) => !others.has(text)).map(([, value]) => value);
}

/** `x-extensible-enum`: consumers must expect other values, providers must go on accepting these. */
function compareExtensible({ pair, add }: Comparing): void {
  const key = "x-extensible-enum";
  const [before, after] = [listAt(pair.old.schema, key), listAt(pair.now.schema, key)];
  if (!Array.isArray(pair.now.schema[key])) return;
  const texts = new Set(after.map((value) => canonicalText(value)));
  const removed = before.filter((value) => !texts.has(canonicalText(value)));
  if (removed.length === 0) return;
  const says = `can no longer be ${listed(removed)}`;
  const judgement = { request: "breaking", response: "safe" } as const;
  add({ kind: "x-extensible-enum-value-removed", judgement, ...atMember(pair, key), before, after, says });
}

const MATCHES_ALL = new Set([".*", "^.*$", "^.*", ".*$", ""]);

function comparePattern({ pair, add }: Comparing): void {
  const [before, after] = [textAt(pair.old.schema, "pattern"), textAt(pair.now.schema, "pattern")];
  const was = before !== undefined && !MATCHES_ALL.has(before);
  const is = after !== undefined && !MATCHES_ALL.has(after);
  if (before === after || (!was && !is)) return;
  const at = atMember(pair, "pattern");
  if (!was) {
    const says = `must match the pattern ${shown(after)} now`;
    add({ kind: "pattern-added", judgement: "narrows", ...at, before, after, says });
  } else if (!is) {
    const kind = after === undefined ? "pattern-removed" : "pattern-generalized";
    const says = `need no longer match the pattern ${shown(before)}`;
    add({ kind, judgement: "widens", ...at, before, after, says });
  } else {
    const says = `must match the pattern ${shown(after)} instead of ${shown(before)}`;
    add({ kind: "pattern-changed", judgement: "unknown", ...at, before, after, says });
  }
}

function compareContent({ pair, add, into }: Comparing): void {
  const [old, now] = [pair.old.schema, pair.now.schema];
  for (const key of ["contentMediaType", "contentEncoding"]) {
    if (old[key] === now[key]) continue;
    const kind = key === "contentEncoding" ? "content-encoding-changed" : "content-media-type-changed";
    const says = `is encoded as ${shown(now[key] ?? "nothing said")} instead of ${shown(old[key] ?? "nothing said")}`;
    add({ kind, judgement: "differs", ...atMember(pair, key), before: old[key], after: now[key], says });
  }
  compareWhole({ pair, add, into }, { key: "contentSchema", kind: "content-schema" });
}

/** A keyword that holds one schema: set, it narrows; gone, it widens; else its schemas are compared. */
export function compareWhole(
  { pair, add, into }: Pick<Comparing, "pair" | "add" | "into">,
  { key, kind, step = "" }: { key: string; kind: string; step?: string },
): void {
  const [before, after] = [pair.old.schema[key], pair.now.schema[key]];
  if (before === undefined && after === undefined) return;
  const at = atMember(pair, key);
  if (before === undefined) {
    const says = `has one more condition now (${key})`;
    add({ kind: `${kind}-added`, judgement: "narrows", ...at, before, after, says });
  } else if (after === undefined) {
    const says = `has one condition less (${key})`;
    add({ kind: `${kind}-removed`, judgement: "widens", ...at, before, after, says });
  } else {
    into(
      {
        old: { value: before, pointer: `${pair.old.pointer}/${key}` },
        now: { value: after, pointer: `${pair.now.pointer}/${key}` },
      },
      { step },
    );
  }
}

function compareDefault({ pair, add }: Comparing): void {
  const [before, after] = [pair.old.schema["default"], pair.now.schema["default"]];
  if (canonicalText(before) === canonicalText(after)) return;
  const action = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  const says = changed("the default", before, after);
  // A request that leaves it out stays valid, but may come to mean something else.
  const judgement = { request: "risky", response: "safe" } as const;
  add({ kind: `default-value-${action}`, judgement, ...atMember(pair, "default"), before, after, says });
}
