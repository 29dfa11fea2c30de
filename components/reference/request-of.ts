import type { CallSettings } from "#lib/reference/schema";
import type { ReferenceOperation, ReferenceParameter } from "#lib/openapi/schema";
import { gatewayPath } from "./gateway-path.ts";
import { ADDRESS_PLACE, type SnippetRequest } from "./snippets.ts";

/** What is filled in for an operation: parameters by `in` and name, and the body. */
export interface Filled {
  /** By `nameOf(parameter)`; absent or "": not sent. */
  values: Record<string, string>;
  mediaType: string | null;
  body: string | null;
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
}

export function nameOf({ in: place, name }: Pick<ReferenceParameter, "in" | "name">): string {
  return `${place} ${name}`;
}

/** What an operation needs at least, with the document's examples or made ones. */
export function exampleFilled(operation: ReferenceOperation): Filled {
  const needed = operation.parameters.filter(({ required }) => required);
  const media = operation.body?.content[0];
  return {
    values: Object.fromEntries(needed.map((parameter) => [nameOf(parameter), exampleText(parameter)])),
    mediaType: media?.type ?? null,
    body: media ? (media.examples[0]?.text ?? "") : null,
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
  const sendsBody = filled.body !== null && filled.body !== "";
  return {
    method: operation.method,
    path: gatewayPath(pathPrefix, path),
    query: query.map(([name, value]) => `${encodeURIComponent(name)}=${value}`).join("&"),
    headers: [
      ...placed("header").map(({ parameter, value }): [string, string] => [parameter.name, value]),
      ...(cookies.length > 0 ? [["Cookie", cookies.join("; ")] satisfies [string, string]] : []),
      ...(sendsBody && filled.mediaType
        ? [["Content-Type", filled.mediaType] satisfies [string, string]]
        : []),
      ...(filled.headers ?? []).filter(([name]) => name !== ""),
    ],
    body: sendsBody ? filled.body : null,
  };
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
  const { method, path, query, headers, body } = composed;
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
  };
}
