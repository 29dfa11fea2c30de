import type { CallSettings } from "#lib/reference/schema";
import type { ReferenceMedia, ReferenceOperation, ReferenceParameter } from "#lib/openapi/schema";
import { formParts, urlEncoded, type FormPart } from "./form-parts.ts";
import { gatewayPath } from "./gateway-path.ts";
import { ADDRESS_PLACE, type SnippetRequest } from "./snippets.ts";

/** What is filled in for an operation: parameters by `in` and name, and the body. */
export interface Filled {
  /** By `nameOf(parameter)`; absent or "": not sent. */
  values: Record<string, string>;
  mediaType: string | null;
  /** What is typed of the body, where it is no form. */
  body: string | null;
  /** What is typed into a form, and chosen, by the field's name. */
  form?: Record<string, string>;
  files?: Record<string, File[]>;
  /** Whose key goes with it: an application's slug. Absent: none. */
  application?: string;
  /** Beside those of the parameters. */
  headers?: [name: string, value: string][];
}

/** The request line, headers and body, without address and credential. */
export interface Composed {
  method: string;
  path: string;
  query: string;
  headers: [name: string, value: string][];
  body: string | null;
  /** A body of parts with files, instead of `body`; whoever sends it chooses the boundary. */
  form?: FormPart[];
}

export function nameOf({ in: place, name }: Pick<ReferenceParameter, "in" | "name">): string {
  return `${place} ${name}`;
}

/** What an operation needs at least, with the document's examples or made ones. */
export function exampleFilled(operation: ReferenceOperation): Filled {
  const needed = operation.parameters.filter(({ required }) => required);
  return {
    values: Object.fromEntries(needed.map((parameter) => [nameOf(parameter), exampleText(parameter)])),
    ...exampleBody(operation.body?.content[0]),
  };
}

/** The example of a media type: what is typed, or what the fields of its form hold. */
export function exampleBody(
  media: ReferenceMedia | undefined,
): Pick<Filled, "mediaType" | "body" | "form" | "files"> {
  if (!media) return { mediaType: null, body: null };
  const { type: mediaType, form } = media;
  if (!form) return { mediaType, body: media.examples[0]?.text ?? "" };
  const needed = form.some(({ required }) => required) ? form.filter(({ required }) => required) : form;
  const typed = needed.filter(({ example }) => example !== "");
  return {
    mediaType,
    body: null,
    form: Object.fromEntries(typed.map(({ name, example }) => [name, example])),
    files: {},
  };
}

/** A parameter's example as one would type it; lists by commas. */
export function exampleText({ example }: Pick<ReferenceParameter, "example">): string {
  if (example === undefined || example === null) return "";
  if (Array.isArray(example)) return example.map(plainText).join(",");
  return plainText(example);
}

function plainText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** Writes the values where the operation wants them (OpenAPI: path `simple`, query `form`, header `simple`). */
export function compose(operation: ReferenceOperation, pathPrefix: string, filled: Filled): Composed {
  const given = operation.parameters.map((parameter) => ({
    parameter,
    value: filled.values[nameOf(parameter)] ?? "",
  }));
  const placed = (place: ReferenceParameter["in"]) =>
    given.filter(({ parameter, value }) => parameter.in === place && value !== "");
  const path = placed("path").reduce(
    (text, { parameter, value }) => text.replaceAll(`{${parameter.name}}`, encodeURIComponent(value)),
    operation.path,
  );
  const query = placed("query").flatMap(({ parameter, value }) => queryPairs(parameter, value));
  const cookies = placed("cookie").map(
    ({ parameter, value }) => `${parameter.name}=${encodeURIComponent(value)}`,
  );
  const { body, form } = bodyOf(operation, filled);
  return {
    method: operation.method,
    path: gatewayPath(pathPrefix, path),
    query: query.map(([name, value]) => `${encodeURIComponent(name)}=${value}`).join("&"),
    headers: [
      ...placed("header").map(({ parameter, value }): [string, string] => [parameter.name, value]),
      ...(cookies.length > 0 ? [["Cookie", cookies.join("; ")] satisfies [string, string]] : []),
      ...(body !== null && filled.mediaType
        ? [["Content-Type", filled.mediaType] satisfies [string, string]]
        : []),
      ...(filled.headers ?? []).filter(([name]) => name !== ""),
    ],
    body,
    ...(form ? { form } : {}),
  };
}

/** What is sent of it: a text, or the parts of a form that may hold files; null where there is nothing to send. */
function bodyOf({ body }: ReferenceOperation, filled: Filled): Pick<Composed, "body" | "form"> {
  const fields = body?.content.find(({ type }) => type === filled.mediaType)?.form;
  if (fields && /^multipart\//i.test(filled.mediaType ?? ""))
    return { body: null, form: formParts(fields, filled) };
  const text = fields ? urlEncoded(fields, filled) : filled.body;
  return { body: text === "" ? null : text };
}

const SEPARATORS = { comma: ",", space: "%20", pipe: "%7C" } as const;

function queryPairs({ name, schema, listStyle }: ReferenceParameter, value: string): [string, string][] {
  if (!schema.types?.includes("array")) return [[name, encodeURIComponent(value)]];
  const items = value.split(",").map((item) => encodeURIComponent(item.trim()));
  return listStyle === "repeat"
    ? items.map((item) => [name, item])
    : [[name, items.join(SEPARATORS[listStyle])]];
}

/** As a snippet shows it: with the gateway's address, the host and the credential of the version. */
export function snippetRequest(composed: Composed, call: CallSettings | undefined): SnippetRequest {
  const { method, path, query, headers, body, form } = composed;
  return {
    method,
    url: `${call?.gatewayUrl ?? ADDRESS_PLACE}${path}${query ? `?${query}` : ""}`,
    headers: [
      ...(call?.host ? [["Host", call.host] satisfies [string, string]] : []),
      ...(call?.credential
        ? [[call.credential.header, call.credential.value] satisfies [string, string]]
        : []),
      ...headers,
    ],
    body,
    ...(form ? { form } : {}),
  };
}
