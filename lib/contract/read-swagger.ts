import { isObject, member, objectAt, pointerTo, textAt, textsAt, type JsonObject } from "./json.ts";
import type { Body, Document, Media, Node } from "./model.ts";
import { resolveParameters, withoutParameter, type ParameterSources } from "./read-parameters.ts";

/** The body of a 2.0 operation: its `body` parameter, or its form fields as one object. */
export function swaggerBody(sources: ParameterSources): Body | undefined {
  const parameters = resolveParameters(sources);
  const consumes = mediaNames(sources, "consumes");
  const body = parameters.find(({ value }) => member(value, "in") === "body");
  if (body) {
    const schema = { value: member(body.value, "schema") ?? {}, pointer: `${body.pointer}/schema` };
    return {
      pointer: body.pointer,
      required: member(body.value, "required") === true,
      media: names(consumes, "application/json").map((name) => ({ name, pointer: body.pointer, schema })),
    };
  }
  const fields = parameters.filter(({ value }) => member(value, "in") === "formData");
  return fields.length === 0 ? undefined : formBody(fields, consumes);
}

function formBody(fields: Node[], consumes: string[]): Body {
  const [first] = fields;
  const pointer = first?.pointer ?? "";
  const hasFile = fields.some(({ value }) => member(value, "type") === "file");
  const properties: JsonObject = {};
  const required: string[] = [];
  for (const { value } of fields) {
    const name = textAt(value, "name");
    if (name === undefined || !isObject(value)) continue;
    properties[name] = withoutParameter(value);
    if (value["required"] === true) required.push(name);
  }
  const schema = { value: { type: "object", properties, required }, pointer };
  const fallback = hasFile ? "multipart/form-data" : "application/x-www-form-urlencoded";
  return {
    pointer,
    required: required.length > 0,
    media: names(consumes, fallback).map((name) => ({ name, pointer, schema })),
  };
}

/** What a 2.0 response holds: its schema, in each media type the operation, else the document, produces. */
export function swaggerMedia(document: Document, response: Node, produces: string[]): Media[] {
  const schema = member(response.value, "schema");
  if (schema === undefined) return [];
  const given = produces.length > 0 ? produces : textsAt(document.root, "produces");
  return names(given, "application/json").map((name) => ({
    name,
    pointer: response.pointer,
    schema: { value: schema, pointer: `${response.pointer}/schema` },
  }));
}

export function swaggerHeaderSchema(header: Node): Node {
  return { value: isObject(header.value) ? withoutParameter(header.value) : {}, pointer: header.pointer };
}

/** 2.0's names of the OAuth 2.0 flows, and 3.x's. */
const FLOWS: Record<string, string> = {
  implicit: "implicit",
  password: "password",
  application: "clientCredentials",
  accessCode: "authorizationCode",
};

/** A security scheme as 3.x says it. */
export function swaggerScheme({ value, pointer }: Node): Node {
  if (!isObject(value)) return { value, pointer };
  const { type, flow, authorizationUrl, tokenUrl, scopes, ...rest } = value;
  if (type === "basic") return { value: { ...rest, type: "http", scheme: "basic" }, pointer };
  const name = typeof flow === "string" ? FLOWS[flow] : undefined;
  if (type !== "oauth2" || name === undefined) return { value, pointer };
  const addresses = {
    ...(authorizationUrl === undefined ? {} : { authorizationUrl }),
    ...(tokenUrl === undefined ? {} : { tokenUrl }),
  };
  return { value: { ...rest, type, flows: { [name]: { ...addresses, scopes: scopes ?? {} } } }, pointer };
}

export function swaggerServers(root: JsonObject): Map<string, Node> {
  const host = textAt(root, "host");
  const base = textAt(root, "basePath") ?? "";
  if (host === undefined && base === "") return new Map();
  const schemes = textsAt(root, "schemes");
  return new Map(
    (schemes.length === 0 ? ["https"] : schemes).map((scheme) => [
      host === undefined ? base : `${scheme}://${host}${base}`,
      { value: objectAt(root, "info"), pointer: pointerTo(host === undefined ? "basePath" : "host") },
    ]),
  );
}

function mediaNames({ document, operation }: ParameterSources, key: string): string[] {
  const own = textsAt(operation.value, key);
  return own.length > 0 ? own : textsAt(document.root, key);
}

function names(given: string[], fallback: string): string[] {
  return given.length === 0 ? [fallback] : given.map((name) => name.toLowerCase());
}
