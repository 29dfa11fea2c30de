import { isObject, resolvePointer, type JsonObject } from "#lib/json/schema";
import { cleanText } from "./clean-text.ts";
import { readConstraints, readLimits } from "./read-constraints.ts";
import { readProse } from "./read-prose.ts";
import type { SchemaNode } from "./reference-schema.ts";

const MAX_DEPTH = 24;
/** Of one document. The largest in use have some 20 000. */
const MAX_NODES = 300_000;
const LIST_MAX = 500;
const VALUE_MAX_LENGTH = 2_000;
const EXAMPLE_MAX_LENGTH = 64_000;
const FLAGS = ["readOnly", "writeOnly", "deprecated"] as const;

/** Reads the schemas of one document, each named one once. */
export class SchemaReader {
  readonly #root: JsonObject;
  readonly #waiting: string[] = [];
  readonly schemas: Record<string, SchemaNode> = {};
  #nodes = 0;

  constructor(root: JsonObject) {
    this.#root = root;
  }

  /** A schema where it stands; what it refers to is read by `finish`. */
  read(value: unknown, depth = 0): SchemaNode {
    if (value === true || value === undefined) return {};
    if (value === false) return { not: {} };
    if (!isObject(value)) return {};
    this.#nodes += 1;
    if (depth > MAX_DEPTH || this.#nodes > MAX_NODES) return { isCut: true };
    const node: SchemaNode = typeof value["$ref"] === "string" ? this.#reference(value["$ref"]) : {};
    return { ...node, ...annotations(value), ...this.#shape(value, depth + 1) };
  }

  /** Reads everything that was referred to, what that refers to, and so on. */
  finish(): Record<string, SchemaNode> {
    for (let ref = this.#waiting.pop(); ref !== undefined; ref = this.#waiting.pop()) {
      this.schemas[ref] = this.read(resolvePointer(this.#root, ref));
    }
    return this.schemas;
  }

  #reference(target: string): SchemaNode {
    const shown = cleanText(target, 300);
    if (!target.startsWith("#")) return { unresolved: { target: shown, reason: "external" } };
    if ((target !== "#" && !target.startsWith("#/")) || resolvePointer(this.#root, target) === undefined) {
      return { unresolved: { target: shown, reason: "broken" } };
    }
    if (!Object.hasOwn(this.schemas, target)) {
      this.schemas[target] = {};
      this.#waiting.push(target);
    }
    return { ref: target };
  }

  #shape(value: JsonObject, depth: number): SchemaNode {
    const many = (key: "oneOf" | "anyOf" | "allOf") => {
      const list = value[key];
      return Array.isArray(list) && list.length > 0
        ? { [key]: list.slice(0, LIST_MAX).map((one) => this.read(one, depth)) }
        : {};
    };
    const items = Array.isArray(value["items"]) ? { anyOf: value["items"] } : value["items"];
    const additional = value["additionalProperties"];
    return {
      ...this.#properties(value, depth),
      ...(items === undefined ? {} : { items: this.read(items, depth) }),
      ...(isObject(additional) ? { additional: this.read(additional, depth) } : {}),
      ...(additional === false ? { closed: true } : {}),
      ...many("oneOf"),
      ...many("anyOf"),
      ...many("allOf"),
      ...(value["not"] === undefined ? {} : { not: this.read(value["not"], depth) }),
      ...this.#discriminator(value["discriminator"]),
    };
  }

  #properties(value: JsonObject, depth: number): SchemaNode {
    const given = value["properties"];
    if (!isObject(given)) return {};
    const required = new Set(Array.isArray(value["required"]) ? value["required"] : []);
    const entries = Object.entries(given);
    return {
      properties: entries.slice(0, LIST_MAX).map(([name, schema]) => ({
        name: cleanText(name, 200),
        required: required.has(name),
        schema: this.read(schema, depth),
      })),
      ...(entries.length > LIST_MAX ? { isCut: true } : {}),
    };
  }

  /** 2.0 has the property's name alone; later an object, whose mapping may name a schema in short. */
  #discriminator(value: unknown): SchemaNode {
    if (typeof value === "string") return { discriminator: { property: cleanText(value, 200), mapping: [] } };
    if (!isObject(value) || typeof value["propertyName"] !== "string") return {};
    const given = isObject(value["mapping"]) ? Object.entries(value["mapping"]).slice(0, LIST_MAX) : [];
    const mapping = given.flatMap(([name, target]): [string, string][] => {
      if (typeof target !== "string") return [];
      const { ref } = this.#reference(target.includes("#") ? target : `#/components/schemas/${target}`);
      return ref === undefined ? [] : [[cleanText(name, 200), ref]];
    });
    return { discriminator: { property: cleanText(value["propertyName"], 200), mapping } };
  }
}

function annotations(value: JsonObject): SchemaNode {
  const types = (Array.isArray(value["type"]) ? value["type"] : [value["type"]]).filter(
    (type): type is string => typeof type === "string",
  );
  const nullable = value["nullable"] === true || value["x-nullable"] === true || types.includes("null");
  const named = types.filter((type) => type !== "null").map((type) => cleanText(type, 40));
  const title = cleanText(value["title"], 200);
  const format = formatOf(value);
  const description = readProse(value["description"]);
  const constraints = readConstraints(value);
  const limits = readLimits(value);
  return {
    ...(named.length > 0 ? { types: named.slice(0, 10) } : {}),
    ...(format ? { format } : {}),
    ...(title ? { title } : {}),
    ...(description.length > 0 ? { description } : {}),
    ...(nullable ? { nullable: true } : {}),
    ...flags(value),
    ...values(value),
    ...(constraints.length > 0 ? { constraints } : {}),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
  };
}

function flags(value: JsonObject): SchemaNode {
  const set = FLAGS.filter((flag) => value[flag] === true);
  return Object.fromEntries(set.map((flag) => [flag, true]));
}

function values(value: JsonObject): SchemaNode {
  const example = value["example"] ?? (Array.isArray(value["examples"]) ? value["examples"][0] : undefined);
  const list = value["enum"];
  return {
    ...(Array.isArray(list) ? { enum: list.slice(0, LIST_MAX).map(shortJson) } : {}),
    ...(Array.isArray(list) && list.length > LIST_MAX ? { isCut: true } : {}),
    ...(value["const"] === undefined ? {} : { constant: shortJson(value["const"]) }),
    ...(value["default"] === undefined ? {} : { default: shortJson(value["default"]) }),
    ...(example === undefined || jsonOf(example).length > EXAMPLE_MAX_LENGTH ? {} : { example }),
  };
}

function shortJson(value: unknown): string {
  return cleanText(jsonOf(value), VALUE_MAX_LENGTH);
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value) ?? "";
}

/** 3.1 says with a content type, in no encoding of text, what 3.0 calls the format `binary`. */
function formatOf(value: JsonObject): string {
  const format = cleanText(value["format"], 80);
  const isBytes = typeof value["contentMediaType"] === "string" && value["contentEncoding"] === undefined;
  return format === "" && isBytes ? "binary" : format;
}
