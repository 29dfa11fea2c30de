import { AREAS } from "#lib/access";
import type { ErrorCode } from "#lib/errors";
import type { Contract } from "./contract.ts";
import { describeOperation } from "./describe-operation.ts";
import { JsonSchemas, type Json } from "./json-schemas.ts";
import { ProblemSchema } from "./problem-schema.ts";

export interface DescribedRoute {
  /** Below `/api/v1`, parameters in braces: `/apis/{slug}`. */
  path: string;
  method: string;
  contract: Contract;
}

interface About {
  /** Where the REST API is reached, without a slash at the end. */
  serverUrl: string;
  version: string;
}

const DESCRIPTION = `Everything the portal's pages do, they do through this API.

**Tokens.** Make a personal access token under *Account*, and send it as \`Authorization: Bearer ust_…\`. A token has scopes
(\`catalogue:read\`, \`catalogue:write\`, …; write includes read), an end, and never more rights than its owner has now.
It is accepted in no other place: a token in an address is refused.

**Lists** are paged (\`page\`, \`size\` up to 100), sorted (\`sort\`, \`dir\`) and searched (\`q\`); streams continue with \`cursor\`.

**Errors** are problem documents (RFC 9457) with a stable \`code\`, the \`issues\` by field, and a \`requestId\`.

**Creating safely.** A POST with an \`Idempotency-Key\` is done once: repeated within 24 hours with the same body it gets the
same answer (\`Idempotency-Replayed: true\`); with another body 422; while the first is at work 409. What failed can be
sent again with the same key.

**Changing safely.** Answers to GET carry an \`ETag\`. PUT, PATCH and DELETE of such a resource honour \`If-Match\`: 412 when it
has changed since. A PUT by token must name what it replaces, by \`If-Match\` or by the \`etag\` in its body: else 428.

**Limits.** 600 requests a minute and token; 429 says in \`Retry-After\` when to go on.`;

/** The OpenAPI 3.1 document of our own REST API, from what the routes say of themselves. */
export function describeApi(routes: readonly DescribedRoute[], { serverUrl, version }: About): Json {
  const schemas = new JsonSchemas();
  const problem = schemas.ofAnswer(ProblemSchema);
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const operation = describeOperation(route, schemas);
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Understudy REST API",
      summary: "APIs, their versions and fallbacks, teams, applications and gateways.",
      description: DESCRIPTION,
      version,
      license: { name: "As the product's own", identifier: "LicenseRef-Understudy" },
    },
    servers: [{ url: serverUrl }],
    tags: Object.entries(AREAS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(schemas.components).toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ),
      responses: problemResponses(problem),
      headers: HEADERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const HEADERS = {
  ETag: {
    description: "Names what was answered, for If-Match and If-None-Match.",
    schema: { type: "string" },
  },
  RequestId: { description: "Names the request in logs and in the audit trail.", schema: { type: "string" } },
};

const SECURITY_SCHEMES = {
  token: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "ust_…",
    description: "A personal access token with the scopes named by the operation.",
  },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "next-auth.session-token",
    description: "Somebody signed in to the portal's pages. Behind https the name starts with `__Secure-`.",
  },
  gateway: { type: "http", scheme: "bearer", description: "The telemetry token of one gateway." },
};

function problemResponses(problem: Json): Record<string, Json> {
  return Object.fromEntries(
    // Cast: the keys of WHEN are codes.
    (Object.keys(WHEN) as (keyof typeof WHEN)[]).map((code) => [
      code,
      {
        description: WHEN[code],
        headers: { "X-Request-Id": { $ref: "#/components/headers/RequestId" } },
        content: { "application/problem+json": { schema: problem } },
      },
    ]),
  );
}

/** The problems that operations name; `internal` stands for whatever else there is. */
const WHEN = {
  invalid: "The request is not valid; `issues` name the fields.",
  unauthenticated: "Nobody is signed in, or the token is not valid.",
  forbidden: "The caller, or the token, may not do this.",
  not_found: "There is no such thing, or not for the caller's eyes.",
  conflict: "It contradicts the state of things; or the same Idempotency-Key is at work.",
  stale: "It has changed since the caller read it.",
  too_large: "The body is too large.",
  unprocessable:
    "The request is well formed, and cannot be done; or its Idempotency-Key came with another request.",
  precondition_required: "The request must say what it replaces.",
  rate_limited: "Too many requests; `Retry-After` says when to go on.",
  internal: "Something went wrong on our side.",
} satisfies Partial<Record<ErrorCode, string>>;
