import { atMember } from "./compare-types.ts";
import { changed, type Effect } from "./rules.ts";
import type { Comparing, Pair } from "./pair.ts";

interface Bound {
  keyword: string;
  kind: string;
  isUpper: boolean;
  /** What holds without it. */
  implied?: number;
}

const BOUNDS: Bound[] = [
  { keyword: "maxLength", kind: "max-length", isUpper: true },
  { keyword: "minLength", kind: "min-length", isUpper: false, implied: 0 },
  { keyword: "maxItems", kind: "max-items", isUpper: true },
  { keyword: "minItems", kind: "min-items", isUpper: false, implied: 0 },
  { keyword: "maxProperties", kind: "max-properties", isUpper: true },
  { keyword: "minProperties", kind: "min-properties", isUpper: false, implied: 0 },
  { keyword: "maxContains", kind: "max-contains", isUpper: true },
  { keyword: "minContains", kind: "min-contains", isUpper: false, implied: 1 },
];

/** How long, how many, how large: numbers that values must keep to. */
export function compareBounds(comparing: Comparing): void {
  for (const bound of BOUNDS) compareCount(comparing, bound);
  compareLimit(comparing, { inclusive: "maximum", exclusive: "exclusiveMaximum", isUpper: true });
  compareLimit(comparing, { inclusive: "minimum", exclusive: "exclusiveMinimum", isUpper: false });
  compareMultiple(comparing);
  compareUnique(comparing);
}

function numberAt({ schema }: Pair["old"], key: string): number | undefined {
  const value = schema[key];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function compareCount({ pair, add }: Comparing, { keyword, kind, isUpper, implied }: Bound): void {
  const [before, after] = [numberAt(pair.old, keyword), numberAt(pair.now, keyword)];
  if ((before ?? implied) === (after ?? implied)) return;
  const { action, effect } = moved(before, after, isUpper);
  add({
    kind: `${kind}-${action}`,
    judgement: effect,
    ...atMember(pair, keyword),
    before,
    after,
    says: changed(keyword, before, after),
  });
}

function moved(before: number | undefined, after: number | undefined, isUpper: boolean) {
  if (before === undefined) return { action: "set", effect: "narrows" } as const;
  if (after === undefined) return { action: "unset", effect: "widens" } as const;
  const isMore = after > before;
  return {
    action: isMore ? "increased" : "decreased",
    effect: (isMore === isUpper ? "widens" : "narrows") satisfies Effect,
  } as const;
}

interface Limit {
  inclusive: "maximum" | "minimum";
  exclusive: "exclusiveMaximum" | "exclusiveMinimum";
  isUpper: boolean;
}

interface InForce {
  value: number;
  isExclusive: boolean;
}

/** The limit in force: `exclusiveMaximum` is a number of its own since 3.1, and was a flag on `maximum` before. */
function limitOf(view: Pair["old"], { inclusive, exclusive, isUpper }: Limit): InForce | undefined {
  const value = numberAt(view, inclusive);
  const plain = value === undefined ? undefined : { value, isExclusive: view.schema[exclusive] === true };
  const strict = numberAt(view, exclusive);
  if (strict === undefined) return plain;
  const isStrictTighter = !plain || (isUpper ? strict <= plain.value : strict >= plain.value);
  return isStrictTighter ? { value: strict, isExclusive: true } : plain;
}

const LIMIT_KINDS = {
  maximum: "max",
  exclusiveMaximum: "exclusive-max",
  minimum: "min",
  exclusiveMinimum: "exclusive-min",
};

function compareLimit({ pair, add }: Comparing, limit: Limit): void {
  const [old, now] = [limitOf(pair.old, limit), limitOf(pair.now, limit)];
  const inForce = now ?? old;
  if (!inForce) return;
  const [before, after] = [old?.value, now?.value];
  if (before === after && old?.isExclusive === inForce.isExclusive) return;
  const { action, effect } =
    before === after ? sameValue(inForce.isExclusive) : moved(before, after, limit.isUpper);
  const keyword = inForce.isExclusive ? limit.exclusive : limit.inclusive;
  const says = before === after ? atLimit(inForce) : changed(keyword, before, after);
  const kind = `${LIMIT_KINDS[keyword]}-${action}`;
  add({ kind, judgement: effect, ...atMember(pair, keyword), before, after, says });
}

function atLimit({ value, isExclusive }: InForce): string {
  return isExclusive ? `can no longer be ${value} itself` : `can be ${value} itself now`;
}

function sameValue(isExclusive: boolean) {
  return isExclusive
    ? ({ action: "became-exclusive", effect: "narrows" } as const)
    : ({ action: "became-inclusive", effect: "widens" } as const);
}

function compareMultiple({ pair, add }: Comparing): void {
  const [before, after] = [numberAt(pair.old, "multipleOf"), numberAt(pair.now, "multipleOf")];
  if (before === after) return;
  const { action, effect } = multiple(before, after);
  add({
    kind: `multiple-of-${action}`,
    judgement: effect,
    ...atMember(pair, "multipleOf"),
    before,
    after,
    says:
      after === undefined
        ? `need no longer be a multiple of ${before}`
        : `must be a multiple of ${after}${before === undefined ? " now" : ` instead of ${before}`}`,
  });
}

function multiple(before: number | undefined, after: number | undefined) {
  if (before === undefined) return { action: "set", effect: "narrows" } as const;
  if (after === undefined) return { action: "unset", effect: "widens" } as const;
  if (divides(after, before)) return { action: "generalized", effect: "widens" } as const;
  if (divides(before, after)) return { action: "specialized", effect: "narrows" } as const;
  return { action: "changed", effect: "differs" } as const;
}

function divides(divisor: number, value: number): boolean {
  const times = value / divisor;
  return divisor !== 0 && Math.abs(times - Math.round(times)) < 1e-9;
}

function compareUnique({ pair, add }: Comparing): void {
  const [before, after] = [pair.old.schema["uniqueItems"] === true, pair.now.schema["uniqueItems"] === true];
  if (before === after) return;
  add({
    kind: after ? "unique-items-set" : "unique-items-unset",
    judgement: after ? "narrows" : "widens",
    ...atMember(pair, "uniqueItems"),
    before,
    after,
    says: after ? "must not hold an item twice now" : "can hold an item twice now",
  });
}
