import type { Verdict } from "./schema.ts";

/** Which way the data goes: a `request` is what consumers send, a `response` what they are given. */
export type Direction = "request" | "response";

/**
 * What a change does to the set of values a schema allows. `differs`: neither set holds the other. `unknown`: documents
 * cannot decide it. `none`: no value is affected.
 */
export type Effect = "widens" | "narrows" | "differs" | "unknown" | "none";

/** An effect, or verdicts where the two directions do not follow from one. */
export type Judgement = Effect | Record<Direction, Verdict>;

/**
 * The law: what was accepted must stay accepted (requests are contravariant), what was promised must still be delivered
 * (responses are covariant).
 */
export function judge(judgement: Judgement, direction: Direction): Verdict {
  if (typeof judgement === "object") return judgement[direction];
  switch (judgement) {
    case "widens":
      return direction === "request" ? "safe" : "breaking";
    case "narrows":
      return direction === "request" ? "breaking" : "safe";
    case "differs":
      return "breaking";
    case "unknown":
      return "risky";
    case "none":
      return "safe";
  }
}

/** A rule of the lifecycle is broken: a promise about time, whatever the schemas say. */
export const BROKEN_PROMISE: Judgement = { request: "breaking", response: "breaking" };
export const RISKY_BOTH: Judgement = { request: "risky", response: "risky" };

/** One difference between two schemas, before anybody knows where they are used. */
export interface Delta {
  /** Last part of the rule's name, such as `max-length-decreased`. */
  kind: string;
  judgement: Judgement;
  /** Pointers from the schemas to what changed, "" for themselves. */
  oldAt: string | null;
  newAt: string | null;
  before: unknown;
  after: unknown;
  /** The property it concerns, where it is not the schema itself. */
  property?: string;
  /** Says what changed, after the name of the thing: "is now required". */
  says: string;
  /** The directions it concerns; both unless given. */
  only?: Direction;
  /** Its effect within `not`, where nobody passes over what he does not know. */
  withinNot?: Effect;
}

const CONSEQUENCES: Record<Direction, Partial<Record<Verdict, string>>> = {
  request: {
    breaking: "Requests that were accepted can be refused now.",
    risky: "Requests that were accepted may be refused or understood differently.",
  },
  response: {
    breaking: "Consumers can be given what they were not promised, or miss what they were.",
    risky: "Consumers may be given what they do not expect.",
  },
};

/** What it means for consumers; "" for what is safe. */
export function consequence(verdict: Verdict, direction: Direction): string {
  return CONSEQUENCES[direction][verdict] ?? "";
}

const SHOWN_CHARACTERS = 80;

/** A value as it is shown within a sentence. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? `“${value}”` : jsonStart(value, SHOWN_CHARACTERS);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS - 1)}…` : text;
}

/** How the value of something changed, after the name of what has it: "has maxLength 8 instead of 9". */
export function changed(what: string, before: unknown, after: unknown): string {
  if (before === undefined) return `has ${what} ${shown(after)} now, where it had none`;
  if (after === undefined) return `no longer has ${what} ${shown(before)}`;
  return `has ${what} ${shown(after)} instead of ${shown(before)}`;
}

const LISTED = 8;

/** Values as they are listed within a sentence. */
export function listed(values: unknown[]): string {
  const shownValues = values.slice(0, LISTED).map((value) => shown(value));
  const more = values.length - shownValues.length;
  return shownValues.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

const KEPT_CHARACTERS = 400;
const KEPT_ITEMS = 50;

/** What was kept of a value before: a list may be told of in thousands of changes. */
const known = new WeakMap<object, unknown>();

/** A value as it is kept in a change: itself when it is small, else a part of it as text. */
export function kept(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value.slice(0, KEPT_CHARACTERS);
  if (typeof value !== "object") return value;
  if (!known.has(value)) known.set(value, keptObject(value));
  return known.get(value);
}

function keptObject(value: object): unknown {
  if (Array.isArray(value) && value.length <= KEPT_ITEMS && value.every((item) => typeof item !== "object"))
    return value.map((item) => kept(item));
  const text = jsonStart(value, KEPT_CHARACTERS);
  return text.length > KEPT_CHARACTERS ? `${text.slice(0, KEPT_CHARACTERS - 1)}…` : JSON.parse(text);
}

/**
 * The JSON of a value, whole where it has at most so many characters; else its beginning, with a few more. What is large, or
 * contains itself, is not gone through to its end.
 */
function jsonStart(value: unknown, characters: number): string {
  let text = "";
  const put = (one: unknown): void => {
    if (text.length > characters) return;
    if (typeof one === "string") text += JSON.stringify(one.slice(0, characters + 1));
    else if (typeof one !== "object" || one === null) text += JSON.stringify(one) ?? "null";
    else if (Array.isArray(one)) putEach("[", one.slice(0, characters), put);
    else putEach("{", Object.entries(one), putMember);
  };
  const putMember = ([key, inner]: [string, unknown]): void => {
    text += `${JSON.stringify(key.slice(0, characters + 1))}:`;
    put(inner);
  };
  const putEach = <T>(open: "[" | "{", items: T[], each: (item: T) => void): void => {
    text += open;
    for (const [index, item] of items.entries()) {
      if (text.length > characters) return;
      if (index > 0) text += ",";
      each(item);
    }
    text += open === "[" ? "]" : "}";
  };
  put(value);
  return text;
}
