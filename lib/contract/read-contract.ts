import { openDocument, readMarks } from "./document.ts";
import { isObject, listAt, member, objectAt, pointerTo, textAt, textsAt, type JsonObject } from "./json.ts";
import type {
  Body,
  Contract,
  Document,
  Header,
  Media,
  Node,
  Operation,
  Requirement,
  Response,
} from "./model.ts";
import { readParameters, type ParameterSources } from "./read-parameters.ts";
import {
  swaggerBody,
  swaggerHeaderSchema,
  swaggerMedia,
  swaggerScheme,
  swaggerServers,
} from "./read-swagger.ts";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"] as const;
/** Callbacks of callbacks of callbacks… */
const CALLBACK_DEPTH = 2;

interface Reading {
  document: Document;
  isSwagger: boolean;
  depth: number;
}

/** Everything of a document that its consumers can notice, 2.0 and 3.x in one form. Faulty parts are left out. */
export function readContract(root: JsonObject): Contract {
  const document = openDocument(root);
  const reading: Reading = { document, isSwagger: Object.hasOwn(root, "swagger"), depth: 0 };
  const schemes = reading.isSwagger
    ? { value: root["securityDefinitions"], pointer: "/securityDefinitions" }
    : { value: objectAt(root, "components")["securitySchemes"], pointer: "/components/securitySchemes" };
  const schemeOf = reading.isSwagger ? swaggerScheme : (node: Node) => node;
  return {
    document,
    operations: readPaths(reading, { value: root["paths"], pointer: "/paths" }),
    webhooks: readPaths(reading, { value: root["webhooks"], pointer: "/webhooks" }),
    schemes: new Map(children(schemes).map(([name, node]) => [name, schemeOf(document.follow(node))])),
    servers: reading.isSwagger ? swaggerServers(root) : readServers(root),
  };
}

function children(node: Node): [string, Node][] {
  if (!isObject(node.value)) return [];
  return Object.entries(node.value).map(([key, value]) => [
    key,
    { value, pointer: node.pointer + pointerTo(key) },
  ]);
}

function readServers(root: JsonObject): Map<string, Node> {
  const servers = listAt(root, "servers").map((value, index): [string, Node] => [
    textAt(value, "url") ?? "",
    { value, pointer: pointerTo("servers", index) },
  ]);
  return new Map(servers.filter(([url]) => url !== ""));
}

function readPaths(reading: Reading, paths: Node): Map<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const [path, given] of children(paths)) {
    if (path.startsWith("x-")) continue;
    const item = { ...reading.document.follow(given) };
    // Members beside a reference count too: dropping them would lose operations.
    if (isObject(item.value) && isObject(given.value) && item.value !== given.value)
      item.value = { ...item.value, ...given.value };
    for (const [method, at] of operationsOf(item))
      operations.set(`${method} ${path}`, readOperation(reading, at, { path, method, item }));
  }
  return operations;
}

/** By method; since 3.2 others than the usual ones too. */
function operationsOf({ value, pointer }: Node): [string, { value: JsonObject; pointer: string }][] {
  const more = { value: member(value, "additionalOperations"), pointer: `${pointer}/additionalOperations` };
  const usual = METHODS.map((method): [string, Node] => [
    method.toUpperCase(),
    { value: member(value, method), pointer: pointer + pointerTo(method) },
  ]);
  return [...usual, ...children(more)].flatMap(([method, node]) =>
    isObject(node.value) ? [[method, { value: node.value, pointer: node.pointer }]] : [],
  );
}

function readOperation(
  reading: Reading,
  at: { value: JsonObject; pointer: string },
  { path, method, item }: { path: string; method: string; item: Node },
): Operation {
  const { document, isSwagger } = reading;
  const sources: ParameterSources = { document, path, isSwagger, operation: at, item };
  const body = isSwagger ? swaggerBody(sources) : readBody(reading, at);
  return {
    method,
    path,
    pointer: at.pointer,
    operationId: textAt(at.value, "operationId"),
    marks: readMarks(at.value),
    parameters: readParameters(sources),
    ...(body ? { body } : {}),
    responses: readResponses(reading, at),
    security: readSecurity(member(at.value, "security") ?? document.root["security"]),
    callbacks: readCallbacks(reading, at),
  };
}

function readBody({ document }: Reading, operation: Node): Body | undefined {
  const given = member(operation.value, "requestBody");
  if (given === undefined) return undefined;
  const body = document.follow({ value: given, pointer: `${operation.pointer}/requestBody` });
  if (!isObject(body.value)) return undefined;
  return {
    pointer: body.pointer,
    required: body.value["required"] === true,
    media: readMedia(document, { value: body.value["content"], pointer: `${body.pointer}/content` }),
  };
}

function readMedia(document: Document, content: Node): Media[] {
  return children(content).map(([name, given]) => {
    const { value, pointer } = document.follow(given);
    const schema = member(value, "schema") ?? member(value, "itemSchema");
    const key = member(value, "schema") === undefined ? "itemSchema" : "schema";
    return {
      name: name.toLowerCase(),
      pointer,
      ...(schema === undefined ? {} : { schema: { value: schema, pointer: `${pointer}/${key}` } }),
    };
  });
}

function readResponses(reading: Reading, operation: Node): Map<string, Response> {
  const responses = {
    value: member(operation.value, "responses"),
    pointer: `${operation.pointer}/responses`,
  };
  const read = new Map<string, Response>();
  for (const [given, node] of children(responses)) {
    if (given.startsWith("x-")) continue;
    const status = given === "default" ? given : given.toUpperCase();
    read.set(status, readResponse(reading, status, { node, operation }));
  }
  return read;
}

function readResponse(
  { document, isSwagger }: Reading,
  status: string,
  { node, operation }: { node: Node; operation: Node },
): Response {
  const { value, pointer } = document.follow(node);
  const media = isSwagger
    ? swaggerMedia(document, { value, pointer }, textsAt(operation.value, "produces"))
    : readMedia(document, { value: member(value, "content"), pointer: `${pointer}/content` });
  const headers = new Map<string, Header>();
  for (const [name, given] of children({ value: member(value, "headers"), pointer: `${pointer}/headers` })) {
    // OpenAPI 3.x §4.8.17: a header named Content-Type is to be ignored.
    if (name.toLowerCase() !== "content-type")
      headers.set(name.toLowerCase(), readHeader(document, name, { given, isSwagger }));
  }
  return { status, pointer, media, headers };
}

function readHeader(
  document: Document,
  name: string,
  { given, isSwagger }: { given: Node; isSwagger: boolean },
): Header {
  const { value, pointer } = document.follow(given);
  const marks = readMarks(isObject(value) ? value : {});
  if (isSwagger)
    return { name, pointer, required: false, marks, schema: swaggerHeaderSchema({ value, pointer }) };
  const schema = member(value, "schema");
  return {
    name,
    pointer,
    marks,
    required: member(value, "required") === true,
    ...(schema === undefined ? {} : { schema: { value: schema, pointer: `${pointer}/schema` } }),
  };
}

function readSecurity(given: unknown): Requirement[] {
  const alternatives = (Array.isArray(given) ? given : []).filter(isObject);
  if (alternatives.length === 0) return [new Map()];
  return alternatives.map((one) => new Map(Object.keys(one).map((name) => [name, textsAt(one, name)])));
}

function readCallbacks(reading: Reading, operation: Node): Map<string, Operation> {
  const callbacks = new Map<string, Operation>();
  if (reading.depth >= CALLBACK_DEPTH) return callbacks;
  const inner = { ...reading, depth: reading.depth + 1 };
  const given = { value: member(operation.value, "callbacks"), pointer: `${operation.pointer}/callbacks` };
  for (const [name, node] of children(given)) {
    for (const [key, callback] of readPaths(inner, reading.document.follow(node)))
      callbacks.set(`${name} ${key}`, callback);
  }
  return callbacks;
}
