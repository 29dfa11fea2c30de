import type { FieldSpec } from "./field-spec.ts";

type Json = Record<string, unknown>;

/**
 * Objects whose members are all required: setting one of them makes the whole, with these in the others. Where nothing
 * differs from the seed, the object says nothing and is left out.
 */
const SEEDS: Record<string, Json> = {
  attempts: { max: 1 },
  "attempts.backoff": { baseMs: 50, maxMs: 1000, jitter: "full" },
  host: { mode: "upstream" },
  whenExhausted: { respond: "last" },
  exposure: { clientHeaders: false },
};

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a path such as `timeouts.connectMs`; undefined where it is absent. */
export function valueAt(owner: unknown, path: string): unknown {
  let value = owner;
  for (const part of path.split(".")) value = isObject(value) ? value[part] : undefined;
  return value;
}

/**
 * The owner with one field set, or taken out when `value` is undefined. Absent means default, so nothing empty is left
 * behind. The types of the fields are the schema's business: the draft is validated after every edit.
 */
export function withValueAt<T extends object>(owner: T, path: string, value: unknown): T {
  // The owner keeps its shape but for the one field, which `localFindings` checks against the schema.
  return set({ at: owner as Json, parts: path.split("."), value, above: "" }) as T;
}

interface Setting {
  at: Json;
  parts: string[];
  value: unknown;
  above: string;
}

function set({ at, parts, value, above }: Setting): Json {
  const [key = "", ...rest] = parts;
  const path = above === "" ? key : `${above}.${key}`;
  const next = { ...at };
  const member = rest.length === 0 ? value : inner({ at, parts: rest, value, above: path }, key);
  if (member === undefined) delete next[key];
  else next[key] = member;
  return next;
}

function inner({ at, parts, value, above }: Setting, key: string): Json | undefined {
  const seed = SEEDS[above] ?? {};
  const before = at[key];
  const next = set({ at: isObject(before) ? before : seed, parts, value, above });
  const whole = { ...seed, ...next };
  const saysNothing = Object.keys(whole).every((name) => whole[name] === seed[name]);
  return saysNothing ? undefined : whole;
}

/**
 * The same, in a form: a field that is shown only under a condition goes together with it, so that nothing the form does not
 * show is published.
 */
export function withFieldSet<T extends object>(
  owner: T,
  fields: readonly FieldSpec[],
  { path, value }: { path: string; value: unknown },
): T {
  const next = withValueAt(owner, path, value);
  const hidden = fields.filter(
    (field) => field.only?.(next) === false && valueAt(next, field.path) !== undefined,
  );
  return hidden.reduce((left, field) => withValueAt(left, field.path, undefined), next);
}

/** How many of these fields are set. */
export function countSet(owner: object, paths: readonly string[]): number {
  return paths.filter((path) => valueAt(owner, path) !== undefined).length;
}
