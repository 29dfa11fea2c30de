import { readMarks } from "./document.ts";
import { isObject, listAt, member, objectAt, pointerTo, textAt, type JsonObject } from "./json.ts";
import type { Document, Node, Parameter } from "./model.ts";

export interface ParameterSources {
  document: Document;
  path: string;
  isSwagger: boolean;
  operation: Node;
  item: Node;
}

const PLACES = ["query", "header", "path", "cookie"] as const;
/** OpenAPI 3.x §4.8.12.2: described elsewhere, to be ignored as parameters. */
const IGNORED_HEADERS = new Set(["accept", "content-type", "authorization"]);

/** The parameters of an operation and of its path, its own first, resolved. */
export function resolveParameters({ document, operation, item }: ParameterSources): Node[] {
  return [operation, item].flatMap((source) =>
    listAt(source.value, "parameters").map((value, index) =>
      document.follow({ value, pointer: source.pointer + pointerTo("parameters", index) }),
    ),
  );
}

/** By key; an operation's own parameter goes before its path's. Bodies and forms of 2.0 are not among them. */
export function readParameters(sources: ParameterSources): Map<string, Parameter> {
  const positions = [...sources.path.matchAll(/\{([^{}/]*)\}/g)].map((match) => match[1] ?? "");
  const parameters = new Map<string, Parameter>();
  for (const { value, pointer } of resolveParameters(sources)) {
    const place = PLACES.find((one) => one === member(value, "in"));
    const name = textAt(value, "name");
    if (!isObject(value) || !place || name === undefined) continue;
    if (place === "header" && IGNORED_HEADERS.has(name.toLowerCase())) continue;
    const parameter = sources.isSwagger
      ? swaggerParameter(value, { name, in: place, pointer })
      : openapiParameter(value, { name, in: place, pointer });
    const key = `${place} ${keyName(parameter, positions)}`;
    if (!parameters.has(key)) parameters.set(key, parameter);
  }
  return parameters;
}

function keyName({ name, in: place }: Parameter, positions: string[]): string {
  if (place === "header") return name.toLowerCase();
  if (place !== "path") return name;
  const position = positions.indexOf(name);
  return position < 0 ? name : `#${position}`;
}

type Named = Pick<Parameter, "name" | "in" | "pointer">;

function openapiParameter(value: JsonObject, named: Named): Parameter {
  const defaultStyle = named.in === "query" || named.in === "cookie" ? "form" : "simple";
  const style = textAt(value, "style") ?? defaultStyle;
  const [mediaType] = Object.keys(objectAt(value, "content"));
  const schema =
    mediaType === undefined
      ? member(value, "schema")
      : member(objectAt(value, "content")[mediaType], "schema");
  const pointer = mediaType === undefined ? "/schema" : pointerTo("content", mediaType, "schema");
  return {
    ...named,
    required: value["required"] === true || named.in === "path",
    marks: readMarks(value),
    style,
    explode: typeof value["explode"] === "boolean" ? value["explode"] : style === "form",
    // OpenAPI 3.x §4.8.12.2: both apply to query parameters alone.
    allowReserved: named.in === "query" && value["allowReserved"] === true,
    allowEmptyValue: named.in === "query" && value["allowEmptyValue"] === true,
    ...(mediaType === undefined ? {} : { mediaType: mediaType.toLowerCase() }),
    ...(schema === undefined ? {} : { schema: { value: schema, pointer: named.pointer + pointer } }),
  };
}

/** In 2.0 a parameter is its own schema, and says how lists are written by `collectionFormat`. */
function swaggerParameter(value: JsonObject, named: Named): Parameter {
  const list = textAt(value, "collectionFormat") ?? "csv";
  return {
    ...named,
    required: value["required"] === true || named.in === "path",
    marks: readMarks(value),
    style: STYLES[list] ?? (named.in === "query" ? "form" : "simple"),
    explode: list === "multi",
    allowReserved: false,
    allowEmptyValue: value["allowEmptyValue"] === true,
    schema: { value: withoutParameter(value), pointer: named.pointer },
  };
}

const STYLES: Record<string, string | undefined> = {
  ssv: "spaceDelimited",
  pipes: "pipeDelimited",
  tsv: "tabDelimited",
};

/** What of a 2.0 parameter or header is its schema. */
export function withoutParameter(value: JsonObject): JsonObject {
  const { required, name, in: place, description, collectionFormat, allowEmptyValue, ...schema } = value;
  void [required, name, place, description, collectionFormat, allowEmptyValue];
  return schema;
}
