import { atMember } from "./compare-types.ts";
import { compareWhole } from "./compare-values.ts";
import { canonicalText, isObject, objectAt, pointerTo, textAt, textsAt, type JsonObject } from "./json.ts";
import { listed, RISKY_BOTH, shown } from "./rules.ts";
import type { Comparing } from "./pair.ts";

/** Conditions on the whole value: `not`, `if`, dependencies, names, what was not evaluated; and the discriminator. */
export function compareConditions(comparing: Comparing): void {
  compareNot(comparing);
  compareIf(comparing);
  compareWhole(comparing, { key: "then", kind: "then" });
  compareWhole(comparing, { key: "else", kind: "else" });
  compareWhole(comparing, { key: "propertyNames", kind: "property-names" });
  compareWhole(comparing, { key: "contains", kind: "contains", step: "[]" });
  compareUnevaluated(comparing, { key: "unevaluatedProperties", kind: "unevaluated-properties" });
  compareUnevaluated(comparing, { key: "unevaluatedItems", kind: "unevaluated-items" });
  compareDependentRequired(comparing);
  compareDependentSchemas(comparing);
  compareDiscriminator(comparing);
}

function compareNot({ pair, add, into }: Comparing): void {
  const [before, after] = [pair.old.schema["not"], pair.now.schema["not"]];
  if (before === undefined || after === undefined)
    return compareWhole({ pair, add, into }, { key: "not", kind: "not" });
  into(
    {
      old: { value: before, pointer: `${pair.old.pointer}/not` },
      now: { value: after, pointer: `${pair.now.pointer}/not` },
    },
    { step: "", flips: true },
  );
}

function compareIf({ pair, add, into, same }: Comparing): void {
  const [before, after] = [pair.old.schema["if"], pair.now.schema["if"]];
  if (before === undefined || after === undefined)
    return compareWhole({ pair, add, into }, { key: "if", kind: "if" });
  const at = { old: `${pair.old.pointer}/if`, now: `${pair.now.pointer}/if` };
  if (same({ value: before, pointer: at.old }, { value: after, pointer: at.now })) return;
  const says = "follows its conditions (then, else) in other cases";
  add({ kind: "if-changed", judgement: "unknown", ...atMember(pair, "if"), before, after, says });
}

/** `true` and `{}` forbid nothing. */
function compareUnevaluated(comparing: Comparing, { key, kind }: { key: string; kind: string }): void {
  const { pair, add } = comparing;
  const [before, after] = [pair.old.schema[key], pair.now.schema[key]].map((value) => forbids(value));
  if (before && after) return compareWhole(comparing, { key, kind, step: "{}" });
  if (before === after) return;
  add({
    kind: `${kind}-${after ? "added" : "removed"}`,
    judgement: after ? "narrows" : "widens",
    ...atMember(pair, key),
    before: pair.old.schema[key],
    after: pair.now.schema[key],
    says: after ? `has one more condition now (${key})` : `has one condition less (${key})`,
  });
}

function forbids(value: unknown): boolean {
  return value === false || (isObject(value) && Object.keys(value).length > 0);
}

function compareDependentRequired({ pair, add }: Comparing): void {
  const key = "dependentRequired";
  const [before, after] = [objectAt(pair.old.schema, key), objectAt(pair.now.schema, key)];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [textsAt(before, name), textsAt(after, name)];
    const more = is.filter((one) => !was.includes(one));
    const less = was.filter((one) => !is.includes(one));
    if (more.length === 0 && less.length === 0) continue;
    const isNew = !Object.hasOwn(before, name);
    const isGone = !Object.hasOwn(after, name);
    const pointer = `/${key}${pointerTo(name)}`;
    add({
      kind: `dependent-required-${isNew ? "added" : isGone ? "removed" : "changed"}`,
      judgement: less.length === 0 ? "narrows" : more.length === 0 ? "widens" : "differs",
      oldAt: isNew ? "" : pointer,
      newAt: isGone ? "" : pointer,
      before: was,
      after: is,
      says: [
        more.length > 0 ? `must hold ${listed(more)} where it holds “${name}” now` : "",
        less.length > 0 ? `need no longer hold ${listed(less)} where it holds “${name}”` : "",
      ]
        .filter((part) => part !== "")
        .join(", and "),
    });
  }
}

function compareDependentSchemas({ pair, add, into }: Comparing): void {
  const key = "dependentSchemas";
  const [before, after] = [objectAt(pair.old.schema, key), objectAt(pair.now.schema, key)];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const pointer = `/${key}${pointerTo(name)}`;
    if (Object.hasOwn(before, name) && Object.hasOwn(after, name)) {
      into(
        {
          old: { value: before[name], pointer: pair.old.pointer + pointer },
          now: { value: after[name], pointer: pair.now.pointer + pointer },
        },
        { step: "" },
      );
      continue;
    }
    const isNew = Object.hasOwn(after, name);
    add({
      kind: `dependent-schema-${isNew ? "added" : "removed"}`,
      judgement: isNew ? "narrows" : "widens",
      oldAt: isNew ? "" : pointer,
      newAt: isNew ? pointer : "",
      before: before[name],
      after: after[name],
      says: `${isNew ? "has a condition now" : "no longer has a condition"} where it holds “${name}”`,
    });
  }
}

/** How readers tell alternatives apart, and what writers must name them by. */
function compareDiscriminator({ pair, add }: Comparing): void {
  const key = "discriminator";
  const [before, after] = [pair.old.schema[key], pair.now.schema[key]];
  if (canonicalText(before) === canonicalText(after)) return;
  const base = { ...atMember(pair, key), before, after };
  const says = `is told apart by ${shown(named(after) ?? "nothing")} instead of ${shown(named(before) ?? "nothing")}`;
  if (before === undefined) return add({ ...base, kind: "discriminator-added", judgement: "none", says });
  if (after === undefined)
    return add({ ...base, kind: "discriminator-removed", judgement: RISKY_BOTH, says });
  // What was named in the one place must be named in another (OpenAPI 3.x §4.8.25): who says it as before is misread.
  if (named(before) !== named(after))
    return add({ ...base, kind: "discriminator-property-name-changed", judgement: "differs", says });
  const [was, is] = [objectAt(before, "mapping"), objectAt(after, "mapping")];
  const isLost = Object.keys(was).some((name) => mapped(was, name) !== mapped(is, name));
  const isMore = Object.keys(is).some((name) => mapped(was, name) !== mapped(is, name));
  if (!isLost && !isMore) return;
  add({
    ...base,
    kind: isLost ? "discriminator-mapping-changed" : "discriminator-mapping-added",
    judgement: isLost ? RISKY_BOTH : "none",
    says: isLost ? "maps its discriminator's values otherwise" : "maps more of its discriminator's values",
  });
}

/** `Dog` and `#/components/schemas/Dog` are one. */
function mapped(mapping: JsonObject, name: string): string | undefined {
  return textAt(mapping, name)?.replace(/^.*\//, "");
}

/** In 2.0 it is the property's name itself. */
function named(discriminator: unknown): string | undefined {
  return typeof discriminator === "string" ? discriminator : textAt(discriminator, "propertyName");
}
