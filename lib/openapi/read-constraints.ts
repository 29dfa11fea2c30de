import type { JsonObject } from "#lib/json/schema";
import { cleanText } from "./clean-text.ts";
import type { SchemaNode } from "./reference-schema.ts";

/** What a schema asks of a value (JSON Schema validation keywords), in words. */
export function readConstraints(schema: JsonObject): string[] {
  return [
    ...numberRange(schema),
    ...countRange(schema, ["minLength", "maxLength"], "character"),
    ...countRange(schema, ["minItems", "maxItems"], "item"),
    ...countRange(schema, ["minProperties", "maxProperties"], "member"),
    ...(schema["uniqueItems"] === true ? ["no item twice"] : []),
    ...(isNumber(schema["multipleOf"]) ? [`a multiple of ${schema["multipleOf"]}`] : []),
    ...(typeof schema["pattern"] === "string" ? [`matches ${cleanText(schema["pattern"], 300)}`] : []),
  ];
}

const LIMITS = ["minimum", "maximum", "minLength", "maxLength", "minItems"] as const;

/** The bounds that a form can check. */
export function readLimits(schema: JsonObject): NonNullable<SchemaNode["limits"]> {
  return Object.fromEntries(
    LIMITS.filter((name) => isNumber(schema[name])).map((name) => [name, schema[name]]),
  );
}

/** 3.0 marks a bound as exclusive with a boolean beside it; 3.1 gives the exclusive bound itself. */
function numberRange(schema: JsonObject): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const lower = isNumber(minimum) ? `${exclusiveMinimum === true ? "above" : "at least"} ${minimum}` : "";
  const upper = isNumber(maximum) ? `${exclusiveMaximum === true ? "below" : "at most"} ${maximum}` : "";
  return [
    lower,
    isNumber(exclusiveMinimum) ? `above ${exclusiveMinimum}` : "",
    upper,
    isNumber(exclusiveMaximum) ? `below ${exclusiveMaximum}` : "",
  ].filter((text) => text !== "");
}

function countRange(schema: JsonObject, [least, most]: [string, string], unit: string): string[] {
  const min = schema[least];
  const max = schema[most];
  const units = (count: number) => `${count} ${unit}${count === 1 ? "" : "s"}`;
  if (isNumber(min) && isNumber(max))
    return [min === max ? `exactly ${units(min)}` : `${min} to ${units(max)}`];
  if (isNumber(max)) return [`at most ${units(max)}`];
  return isNumber(min) && min > 0 ? [`at least ${units(min)}`] : [];
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}
