import { isObject, resolvePointer, type JsonObject } from "#lib/json/schema";
import { cleanText } from "./clean-text.ts";
import type { SchemaReader } from "./read-schema.ts";
import type { ReferenceExample, ReferenceMedia } from "./reference-schema.ts";

const EXAMPLES_MAX = 20;
const MEDIA_MAX = 20;
const EXAMPLE_MAX_LENGTH = 64_000;
const HOPS = 20;

/** What parts of one document are read with. */
export interface DocumentReader {
  root: JsonObject;
  schemas: SchemaReader;
}

/** The object behind local references; `undefined` when it is none or leads nowhere, round or out of the document. */
export function objectAt({ root }: DocumentReader, given: unknown): JsonObject | undefined {
  let value = given;
  for (let hop = 0; hop < HOPS && isObject(value); hop++) {
    const target = value["$ref"];
    if (typeof target !== "string") return value;
    value = target.startsWith("#") ? resolvePointer(root, target) : undefined;
  }
  return undefined;
}

/** The `content` of a body or a response (3.x), by media type. */
export function readContent(reader: DocumentReader, content: unknown): ReferenceMedia[] {
  if (!isObject(content)) return [];
  return Object.entries(content)
    .slice(0, MEDIA_MAX)
    .flatMap(([type, given]) => {
      const media = objectAt(reader, given);
      if (!media) return [];
      return [
        {
          type: cleanText(type, 200),
          ...(media["schema"] === undefined ? {} : { schema: reader.schemas.read(media["schema"]) }),
          examples: readExamples(reader, media),
        },
      ];
    });
}

/** `examples` by name, or the one `example`. */
export function readExamples(reader: DocumentReader, holder: JsonObject): ReferenceExample[] {
  const named = isObject(holder["examples"]) ? Object.entries(holder["examples"]) : [];
  const examples = named.slice(0, EXAMPLES_MAX).flatMap(([name, given]): ReferenceExample[] => {
    const example = objectAt(reader, given);
    if (!example || example["value"] === undefined) return [];
    return [exampleOf(cleanText(name, 200), example["value"], cleanText(example["summary"], 300))];
  });
  if (examples.length > 0 || holder["example"] === undefined) return examples;
  return [exampleOf("Example", holder["example"])];
}

/** A value as it would be sent; a text stays as it is. */
export function exampleOf(name: string, value: unknown, summary = ""): ReferenceExample {
  const text = typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
  const isCut = text.length > EXAMPLE_MAX_LENGTH;
  return {
    name,
    summary,
    text: text.slice(0, EXAMPLE_MAX_LENGTH).toWellFormed(),
    ...(isCut ? { isCut } : {}),
  };
}

/** Texts of a list, cleaned; anything else is left out. */
export function textList(value: unknown, maxLength: number): string[] {
  const list = Array.isArray(value) ? value : [];
  return list
    .slice(0, 100)
    .map((text) => cleanText(text, maxLength))
    .filter((text) => text !== "");
}
