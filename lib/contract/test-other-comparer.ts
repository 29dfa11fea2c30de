import { compareDocuments } from "./compare.ts";
import type { JsonObject } from "./json.ts";
import { asking, documentOf } from "./test-documents.ts";

/* What the rules of another comparer are restated with: small documents of our own. */

const AT = new Date("2026-11-25T12:00:00Z");
export const PAST = "2026-11-01";
export const SOON = "2027-06-01";
export const text = { type: "string" };
export const whole = { type: "integer" };
export const list = { type: "array", items: text };
export const nullable = { type: ["string", "null"] };
export const object = (properties: JsonObject, more: JsonObject = {}) => ({
  type: "object",
  properties,
  ...more,
});
export const property = (schema: JsonObject, more: JsonObject = {}) => object({ a: schema }, more);

/** A response header of a success. */
export const heading = (header: JsonObject) =>
  documentOf({ responses: { 200: { description: "Fine", headers: { "X-Total": header } } } });
/** A header parameter, and the parameter of a whole path. */
export const header = (schema: JsonObject) => asking({ in: "header", name: "X-Who", schema });
export const pathWide = (...parameters: JsonObject[]): JsonObject => {
  const document = documentOf({});
  const paths = document["paths"] as Record<string, JsonObject>;
  return { ...document, paths: { "/orders": { ...paths["/orders"], parameters } } };
};
export const secured = (security: JsonObject[], more: JsonObject = {}) => documentOf({ security, ...more });
export const media = (where: "sent" | "given", content: JsonObject) =>
  where === "sent"
    ? documentOf({ requestBody: { content } })
    : documentOf({ responses: { 200: { description: "Fine", content } } });
export const marked = (marks: JsonObject) => asking({ schema: text, ...marks });
export const webhooks = (...names: string[]) =>
  documentOf(
    {},
    {
      webhooks: Object.fromEntries(
        names.map((name) => [name, { post: { responses: { 200: { description: "Fine" } } } }]),
      ),
    },
  );

/** Its levels: `err` is breaking, `warn` and `info` are not. */
export type Level = "err" | "warn" | "info";
export type Case = [rule: string, level: Level, old: JsonObject, now: JsonObject];

/** Whether ours says what theirs does; with all there is to see where it does not. */
export function judged([, level, old, now]: Case) {
  const { verdict, breaking } = compareDocuments(old, now, AT);
  const isAlike = (verdict === "breaking") === (level === "err");
  return isAlike ? "alike" : { level, verdict, breaking };
}
