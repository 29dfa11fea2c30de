import { ERROR_STATUS, type ErrorCode } from "#lib/errors";
import type { Contract } from "./contract.ts";
import type { DescribedRoute } from "./describe-api.ts";
import type { Json, JsonSchemas } from "./json-schemas.ts";

/** One operation of the OpenAPI document. */
export function describeOperation({ path, method, contract }: DescribedRoute, schemas: JsonSchemas): Json {
  const { summary, description, area, body } = contract;
  const asked = { path, method, contract, schemas };
  const parameters = [...pathParameters(asked), ...queryParameters(asked), ...headerParameters(asked)];
  return {
    operationId: operationIdOf(summary),
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [area],
    security: securityOf(contract, method),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body && {
      requestBody: { required: true, content: { "application/json": { schema: schemas.ofInput(body) } } },
    }),
    responses: { ...successOf(asked), ...problemsOf(asked) },
  };
}

/** "List a version's incidents" → `listVersionIncidents`. */
export function operationIdOf(summary: string): string {
  const words = summary
    .replaceAll(/'s?\b/g, "")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "" && !/^(a|an|the)$/i.test(word));
  return words
    .map((word, i) =>
      i === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join("");
}

interface Asked extends DescribedRoute {
  schemas: JsonSchemas;
}

function pathParameters({ path, contract, schemas }: Asked): Json[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const properties = propertiesOf(contract.params && schemas.ofInput(contract.params));
  return names.map((name) => ({
    name,
    in: "path",
    required: true,
    schema: properties[name] ?? { type: "string" },
  }));
}

function queryParameters({ contract, schemas }: Asked): Json[] {
  const json = contract.query && schemas.ofInput(contract.query);
  const required = (json?.required as string[] | undefined) ?? [];
  return Object.entries(propertiesOf(json)).map(([name, schema]) => {
    const { description, ...rest } = schema;
    return {
      name,
      in: "query",
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function propertiesOf(json: Json | undefined): Record<string, Json> {
  return (json?.properties as Record<string, Json> | undefined) ?? {};
}

function headerParameters({ method, contract }: Asked): Json[] {
  const header = (name: string, description: string) => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string" },
  });
  if (isIdempotent(contract, method)) {
    return [header("Idempotency-Key", "Done once: a repeated request with this key gets the same answer.")];
  }
  if (contract.resource) return [header("If-Match", "The ETag of what the caller has read.")];
  return method === "GET" && contract.answer
    ? [header("If-None-Match", "The ETag of what the caller has: 304 if it is still so.")]
    : [];
}

function isIdempotent(contract: Contract, method: string): boolean {
  return method === "POST" && contract.access !== "read" && isSignedIn(contract);
}

function isSignedIn({ actor = "user" }: Contract): boolean {
  return actor === "user" || actor === "session";
}

function securityOf(contract: Contract, method: string): Json[] {
  const access = contract.access ?? (method === "GET" ? "read" : "write");
  switch (contract.actor ?? "user") {
    case "user":
      return [{ token: [`${contract.area}:${access}`] }, { session: [] }];
    case "session":
      return [{ session: [] }];
    case "gateway":
      return [{ gateway: [] }];
    case "none":
      return [];
  }
}

function successOf({ method, contract, schemas }: Asked): Json {
  const requestId = { "X-Request-Id": { $ref: "#/components/headers/RequestId" } };
  if (contract.file !== undefined) return fileOf(contract.file, requestId);
  if (!contract.answer) return { "204": { description: "Done.", headers: requestId } };
  const headers =
    method === "GET" ? { ...requestId, ETag: { $ref: "#/components/headers/ETag" } } : requestId;
  const schema = schemas.ofAnswer(contract.answer);
  const status = contract.status ?? 200;
  return {
    [status]: {
      description: { 200: "Done.", 201: "Created.", 202: "Accepted: it is done in the background." }[status],
      headers,
      content: { "application/json": { schema } },
    },
    ...(method === "GET" ? { "304": { description: "As named by If-None-Match." } } : {}),
  };
}

function fileOf(mediaType: string, headers: Json): Json {
  const disposition = { description: "Names the file.", schema: { type: "string" } };
  return {
    "200": {
      description: "The file.",
      headers: { ...headers, "Content-Disposition": disposition },
      content: { [mediaType]: { schema: { type: "string" } } },
    },
  };
}

function problemsOf({ method, contract }: Asked): Json {
  const isChange = method !== "GET" && contract.access !== "read";
  const codes: ErrorCode[] = [
    ...when(contract.params ?? contract.query ?? contract.body, "invalid"),
    ...when(contract.actor !== "none", "unauthenticated"),
    ...when(isSignedIn(contract), "forbidden"),
    ...when(contract.params, "not_found"),
    ...when(isChange, "conflict", "unprocessable"),
    ...when(contract.resource, "stale"),
    ...when(contract.resource && method === "PUT", "precondition_required"),
    ...when(contract.body, "too_large"),
    "rate_limited",
  ];
  const byStatus = codes.map((code) => [String(ERROR_STATUS[code]), code] as const);
  return Object.fromEntries(
    [...byStatus, ["default", "internal"] as const].map(([status, code]) => [
      status,
      { $ref: `#/components/responses/${code}` },
    ]),
  );
}

function when(condition: unknown, ...codes: ErrorCode[]): ErrorCode[] {
  return condition ? codes : [];
}
