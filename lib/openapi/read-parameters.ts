import { isObject, type JsonObject } from "#lib/json/schema";
import { cleanText } from "./clean-text.ts";
import { exampleOf, objectAt, readContent, textList, type DocumentReader } from "./read-content.ts";
import { readProse } from "./read-prose.ts";
import type { ReferenceMedia, ReferenceOperation, ReferenceParameter } from "./reference-schema.ts";

const PLACES = ["path", "query", "header", "cookie"] as const;
const PARAMETERS_MAX = 300;

/** An operation's parameters: its own, and those of its path item that it does not replace (by place and name). */
export function parametersOf(reader: DocumentReader, item: JsonObject, operation: JsonObject): JsonObject[] {
  const byName = new Map<string, JsonObject>();
  for (const list of [item["parameters"], operation["parameters"]]) {
    for (const given of Array.isArray(list) ? list.slice(0, PARAMETERS_MAX) : []) {
      const parameter = objectAt(reader, given);
      if (parameter) byName.set(`${String(parameter["in"])} ${String(parameter["name"])}`, parameter);
    }
  }
  return [...byName.values()];
}

/** What goes beside the body. */
export function readParameters(reader: DocumentReader, given: JsonObject[]): ReferenceParameter[] {
  return given.flatMap((parameter) => {
    const place = PLACES.find((known) => known === parameter["in"]);
    const name = cleanText(parameter["name"], 200);
    if (place === undefined || name === "") return [];
    const { schema, example } = valueOf(reader, parameter);
    return [
      {
        name,
        in: place,
        required: parameter["required"] === true || place === "path",
        deprecated: parameter["deprecated"] === true,
        description: readProse(parameter["description"]),
        schema,
        ...(example === undefined ? {} : { example }),
        listStyle: listStyleOf(parameter, place),
      },
    ];
  });
}

/** 3.x: a schema, or a schema under the one media type of `content`. 2.0: the parameter is its own schema. */
function valueOf(reader: DocumentReader, parameter: JsonObject) {
  const content = isObject(parameter["content"]) ? Object.values(parameter["content"])[0] : undefined;
  const holder = objectAt(reader, content) ?? parameter;
  const { schema = withoutPlace(parameter) } = holder;
  const named = isObject(holder["examples"]) ? Object.values(holder["examples"])[0] : undefined;
  const example = holder["example"] ?? objectAt(reader, named)?.["value"];
  return { schema: reader.schemas.read(schema), example };
}

/** The description stands at the parameter. */
function withoutPlace(parameter: JsonObject): JsonObject {
  const { description: _description, required: _required, example: _example, ...schema } = parameter;
  return schema;
}

function listStyleOf(parameter: JsonObject, place: (typeof PLACES)[number]): ReferenceParameter["listStyle"] {
  const { style, explode, collectionFormat } = parameter;
  if (style === "spaceDelimited" || collectionFormat === "ssv") return "space";
  if (style === "pipeDelimited" || collectionFormat === "pipes") return "pipe";
  if (collectionFormat === "multi") return "repeat";
  const isForm = place === "query" || place === "cookie";
  const isOld =
    collectionFormat !== undefined || (parameter["schema"] === undefined && !parameter["content"]);
  return isForm && !isOld && explode !== false ? "repeat" : "comma";
}

/** What is sent as the body: 3.x `requestBody`, 2.0 the `body` parameter or the `formData` ones. */
export function readBody(
  reader: DocumentReader,
  operation: JsonObject,
  parameters: JsonObject[],
): ReferenceOperation["body"] {
  const body = objectAt(reader, operation["requestBody"]);
  if (body) {
    return {
      required: body["required"] === true,
      description: readProse(body["description"]),
      content: readContent(reader, body["content"]),
    };
  }
  const consumes = textList(operation["consumes"] ?? reader.root["consumes"], 200);
  const whole = parameters.find((parameter) => parameter["in"] === "body");
  if (whole) {
    const types = consumes.length > 0 ? consumes : ["application/json"];
    const schema = reader.schemas.read(whole["schema"]);
    return {
      required: whole["required"] === true,
      description: readProse(whole["description"]),
      content: types.map((type) => ({ type, schema, examples: [] })),
    };
  }
  return formOf(reader, parameters, consumes);
}

function formOf(
  reader: DocumentReader,
  parameters: JsonObject[],
  consumes: string[],
): ReferenceOperation["body"] {
  const fields = parameters.filter((parameter) => parameter["in"] === "formData");
  if (fields.length === 0) return null;
  const hasFile = fields.some((field) => field["type"] === "file");
  const type = hasFile ? "multipart/form-data" : (consumes[0] ?? "application/x-www-form-urlencoded");
  const properties = fields.map((field) => ({
    name: cleanText(field["name"], 200),
    required: field["required"] === true,
    schema: reader.schemas.read(
      field["type"] === "file" ? { ...field, type: "string", format: "binary" } : field,
    ),
  }));
  const content: ReferenceMedia[] = [{ type, schema: { types: ["object"], properties }, examples: [] }];
  return { required: properties.some(({ required }) => required), description: [], content };
}

/** 2.0: examples by media type beside the schema of a response. */
export function readOldContent(
  reader: DocumentReader,
  operation: JsonObject,
  response: JsonObject,
): ReferenceMedia[] {
  const examples = isObject(response["examples"]) ? response["examples"] : {};
  if (response["schema"] === undefined && Object.keys(examples).length === 0) return [];
  const produces = textList(operation["produces"] ?? reader.root["produces"], 200);
  const types = [
    ...new Set([...(produces.length > 0 ? produces : ["application/json"]), ...Object.keys(examples)]),
  ];
  return types.slice(0, 20).map((type) => ({
    type: cleanText(type, 200),
    ...(response["schema"] === undefined ? {} : { schema: reader.schemas.read(response["schema"]) }),
    examples: examples[type] === undefined ? [] : [exampleOf("Example", examples[type])],
  }));
}
