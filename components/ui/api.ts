import type { Problem } from "#lib/errors/schema";

/** What a failed call throws: the server's problem document. Its `message` may be shown to people. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, options);
    this.problem = problem;
  }

  /** The first message about the field at this path, for the field to show. */
  issueAt(...path: (string | number)[]): string | undefined {
    const wanted = path.join(".");
    return this.problem.issues?.find((issue) => issue.path.join(".") === wanted)?.message;
  }
}

interface ApiOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  signal?: AbortSignal;
}

/** Calls the portal's own REST API: `api<Page<ApiRow>>("/apis?q=pay")`. Throws ProblemError; 204 gives undefined. */
export async function api<T>(
  path: `/${string}`,
  { method = "GET", body, signal }: ApiOptions = {},
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ProblemError(unreachable(), { cause });
  }
  if (!response.ok) throw new ProblemError(await problemOf(response));
  // The route handlers answer with the DTO types of the rooms; this is the one place that takes their word for it.
  return (response.status === 204 ? undefined : await response.json()) as T;
}

function unreachable(): Problem {
  return {
    type: "urn:understudy:problem:unavailable",
    title: "Not available",
    status: 503,
    detail: "The portal cannot be reached. Check the connection and try again.",
    code: "unavailable",
  };
}

async function problemOf(response: Response): Promise<Problem> {
  const json: unknown = await response.json().catch(() => undefined);
  if (typeof json === "object" && json !== null && "code" in json && "detail" in json) return json as Problem;
  const requestId = response.headers.get("x-request-id");
  return {
    ...unreachable(),
    status: response.status,
    detail: `The portal answered ${response.status} without saying why. Try again; if it stays, tell an administrator.`,
    ...(requestId ? { requestId } : {}),
  };
}
