import { isObject, type JsonObject } from "#lib/json/schema";
import { cleanText } from "./clean-text.ts";
import { parseText } from "./parse-text.ts";
import { moreAt, readAbout } from "./read-about.ts";
import { objectAt, readContent, textList, type DocumentReader } from "./read-content.ts";
import { methodsOf, pathItemOf } from "./read-operations.ts";
import { parametersOf, readBody, readOldContent, readParameters } from "./read-parameters.ts";
import { readProse } from "./read-prose.ts";
import { recognise } from "./recognise.ts";
import { SchemaReader } from "./read-schema.ts";
import {
  operationKey,
  type Preparation,
  type ReferenceEntry,
  type ReferenceGroup,
  type ReferenceOperation,
  type ReferenceResponse,
} from "./reference-schema.ts";
import { DOCUMENT_MAX_OPERATIONS } from "./schema.ts";

const RESPONSES_MAX = 60;
const WEBHOOKS = "Webhooks";

/** Reads a document for its readers in this process, however long it takes: `readReference` is the guarded way in. */
export function prepareReference(text: string): Preparation {
  const parsed = parseText(text);
  if (!parsed.ok) return { ok: false, message: parsed.problem.message };
  const recognised = recognise(parsed.value);
  if (!recognised.ok) return { ok: false, message: recognised.problem.message };
  const { root, format } = recognised;
  const reader = { root, schemas: new SchemaReader(root) };
  const operations = operationsOf(reader);
  const about = readAbout(reader, format);
  const groups = groupsOf(root, operations);
  return {
    ok: true,
    reference: {
      about,
      groups,
      operations: Object.fromEntries(operations.map((operation) => [operation.key, operation])),
      schemas: reader.schemas.finish(),
    },
  };
}

function operationsOf(reader: DocumentReader): ReferenceOperation[] {
  const { root } = reader;
  const keys = new Map<string, number>();
  const found: ReferenceOperation[] = [];
  const take = (path: string, item: JsonObject, isWebhook: boolean) => {
    for (const method of methodsOf(item)) {
      const operation = item[method];
      if (!isObject(operation) || found.length >= DOCUMENT_MAX_OPERATIONS) continue;
      const wanted = operationKey(isWebhook ? "webhook" : method, path);
      const count = (keys.get(wanted) ?? 0) + 1;
      keys.set(wanted, count);
      const key = count === 1 ? wanted : `${wanted}-${count}`;
      found.push(readOperation(reader, { key, method, path, item, operation, isWebhook }));
    }
  };
  for (const [path, given] of entriesOf(root["paths"])) {
    const item = path.startsWith("/") && path.length <= 1000 ? pathItemOf(root, given) : undefined;
    if (isObject(item)) take(path, item, false);
  }
  for (const [name, given] of entriesOf(root["webhooks"])) {
    const item = pathItemOf(root, given);
    if (isObject(item)) take(name, item, true);
  }
  return found;
}

interface At {
  key: string;
  method: string;
  path: string;
  item: JsonObject;
  operation: JsonObject;
  isWebhook: boolean;
}

function readOperation(reader: DocumentReader, at: At): ReferenceOperation {
  const { item, operation } = at;
  const parameters = parametersOf(reader, item, operation);
  return {
    key: at.key,
    method: at.method.toUpperCase(),
    path: cleanText(at.path, 1000),
    summary: cleanText(operation["summary"], 300),
    operationId: cleanText(operation["operationId"], 300),
    deprecated: operation["deprecated"] === true,
    isWebhook: at.isWebhook,
    tags: [...new Set(textList(operation["tags"], 100))].slice(0, 20),
    description: readProse(operation["description"] ?? item["description"]),
    moreAt: moreAt(operation["externalDocs"]),
    parameters: readParameters(reader, parameters),
    body: readBody(reader, operation, parameters),
    responses: responsesOf(reader, operation),
    security: securityOf(operation["security"] ?? reader.root["security"]),
    servers: serversOf(operation["servers"] ?? item["servers"]),
    callbacks: entriesOf(operation["callbacks"])
      .map(([name]) => cleanText(name, 200))
      .slice(0, 20),
  };
}

function responsesOf(reader: DocumentReader, operation: JsonObject): ReferenceResponse[] {
  return entriesOf(operation["responses"])
    .slice(0, RESPONSES_MAX)
    .flatMap(([status, given]) => {
      const response = objectAt(reader, given);
      if (!response || status.startsWith("x-")) return [];
      const isOld = response["content"] === undefined;
      return [
        {
          status: cleanText(status, 20),
          description: readProse(response["description"]),
          headers: entriesOf(response["headers"])
            .slice(0, 50)
            .map(([name, header]) => headerOf(reader, name, header)),
          content: isOld
            ? readOldContent(reader, operation, response)
            : readContent(reader, response["content"]),
        },
      ];
    });
}

function headerOf(
  reader: DocumentReader,
  name: string,
  given: unknown,
): ReferenceResponse["headers"][number] {
  const header = objectAt(reader, given) ?? {};
  const { description, ...own } = header;
  const schema = reader.schemas.read(header["schema"] ?? own);
  return { name: cleanText(name, 200), description: readProse(description), schema };
}

/** An empty list, and an empty alternative, say that nothing is needed. */
function securityOf(value: unknown): ReferenceOperation["security"] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isObject)
    .slice(0, 20)
    .map((needs) =>
      Object.entries(needs).map(([scheme, scopes]) => ({
        scheme: cleanText(scheme, 200),
        scopes: textList(scopes, 200),
      })),
    );
}

function serversOf(value: unknown): string[] {
  const servers = Array.isArray(value) ? value.filter(isObject) : [];
  return textList(
    servers.map((server) => server["url"]),
    2000,
  ).slice(0, 20);
}

/** Under their first tag: the document's tags in its order, then others as they appear, then what has none. */
function groupsOf(root: JsonObject, operations: ReferenceOperation[]): ReferenceGroup[] {
  const tags = Array.isArray(root["tags"]) ? root["tags"].filter(isObject) : [];
  const groups = new Map<string, ReferenceGroup>();
  for (const tag of tags.slice(0, 1000)) {
    const name = cleanText(tag["name"], 100);
    groups.set(name, { tag: name, description: readProse(tag["description"]), operations: [] });
  }
  for (const operation of operations) {
    const tag = operation.isWebhook ? WEBHOOKS : (operation.tags[0] ?? "");
    const group = groups.get(tag) ?? { tag, description: [], operations: [] };
    groups.set(tag, group);
    group.operations.push(entryOf(operation));
  }
  return [...groups.values()].filter((group) => group.operations.length > 0);
}

function entryOf(operation: ReferenceOperation): ReferenceEntry {
  const { key, method, path, summary, operationId, deprecated, isWebhook } = operation;
  return { key, method, path, summary, operationId, deprecated, isWebhook };
}

function entriesOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}
