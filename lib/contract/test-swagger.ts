import { isObject, type JsonObject } from "./json.ts";

interface Said {
  info: JsonObject;
  paths: JsonObject;
  components?: { schemas?: JsonObject; securitySchemes?: JsonObject };
  servers?: { url: string }[];
  security?: unknown;
}

interface SaidOperation {
  parameters?: JsonObject[];
  requestBody?: JsonObject;
  responses: Record<string, JsonObject>;
}

/** A 3.0 document of the tests in the words of Swagger 2.0, as far as these can say it. */
export function swaggerOf(document: JsonObject): JsonObject {
  const { info, paths, components, servers, security } = document as unknown as Said;
  const { schemas = {}, securitySchemes = {} } = components ?? {};
  const [server] = servers ?? [];
  const url = server && new URL(server.url);
  return renamed({
    swagger: "2.0",
    info,
    ...(url ? { host: url.host, basePath: url.pathname, schemes: [url.protocol.slice(0, -1)] } : {}),
    ...(security === undefined ? {} : { security }),
    paths: mapped(paths, (item) => mapped(item as JsonObject, (one) => operationOf(one as JsonObject))),
    definitions: schemas,
    securityDefinitions: mapped(securitySchemes, schemeOf),
  }) as JsonObject;
}

function operationOf(operation: JsonObject): JsonObject {
  const { parameters = [], requestBody, responses, ...rest } = operation as unknown as SaidOperation;
  const body = requestBody ? bodyOf(requestBody) : { parameters: [] };
  const produces = Object.values(responses).flatMap(({ content = {} }) => Object.keys(content as object));
  return {
    ...rest,
    ...body,
    ...(produces.length > 0 ? { produces } : {}),
    parameters: [...parameters.map(parameterOf), ...body.parameters],
    responses: mapped(responses, (response) => responseOf(response as JsonObject)),
  };
}

function bodyOf({ content, required }: JsonObject): { consumes: string[]; parameters: JsonObject[] } {
  const [[media, { schema }] = ["", {}]] = Object.entries(content as Record<string, JsonObject>);
  if (!media.includes("form"))
    return {
      consumes: [media],
      parameters: [{ name: "body", in: "body", ...(required === true ? { required } : {}), schema }],
    };
  const { properties, required: names = [] } = schema as { properties: JsonObject; required?: string[] };
  const fields = Object.entries(properties).map(([name, one]) => ({
    ...(one as JsonObject),
    name,
    in: "formData",
    ...(names.includes(name) ? { required: true } : {}),
  }));
  return { consumes: [media], parameters: fields };
}

function parameterOf({ schema, style: _style, explode, ...rest }: JsonObject): JsonObject {
  const inlined = schema as JsonObject;
  const isList = inlined["type"] === "array";
  return {
    ...inlined,
    ...rest,
    ...(isList ? { collectionFormat: explode === false ? "csv" : "multi" } : {}),
  };
}

function responseOf({ content, headers, ...rest }: JsonObject): JsonObject {
  const [first] = Object.values((content ?? {}) as Record<string, JsonObject>);
  return {
    ...rest,
    ...(first ? { schema: first["schema"] } : {}),
    ...(headers ? { headers: mapped(headers as JsonObject, (one) => (one as JsonObject)["schema"]) } : {}),
  };
}

function schemeOf(scheme: unknown): unknown {
  const { type, flows } = scheme as { type: string; flows?: { clientCredentials: JsonObject } };
  if (type === "http") return { type: "basic" };
  return flows ? { type, flow: "application", ...flows.clientCredentials } : scheme;
}

function mapped(object: JsonObject, to: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, to(value)]));
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value === "string") return value.replace("#/components/schemas/", "#/definitions/");
  return isObject(value) ? mapped(value, renamed) : value;
}
