/** The only table from error code to HTTP status; routes, gateway and docs all read it. */
export const ERROR_STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  stale: 412,
  too_large: 413,
  unprocessable: 422,
  precondition_required: 428,
  rate_limited: 429,
  internal: 500,
  upstream: 502,
  unavailable: 503,
  timeout: 504,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One thing wrong with the input. `path` names the field (`["policy","chain",0,"url"]`). */
export interface Issue {
  path: (string | number)[];
  message: string;
  /** Machine-readable rule name, where one exists. */
  code?: string;
}

interface AppErrorOptions {
  issues?: Issue[];
  /** Extra members for the problem document; never secrets. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/** The one error class. `message` is shown to people: say what happened and what to do. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly issues: Issue[];
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.issues = options.issues ?? [];
    this.details = options.details ?? {};
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** RFC 9457 problem details. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  issues?: Issue[];
  /** The page of the portal that helps, from `/` on, and what one does there. */
  see?: { path: string; words: string };
  requestId?: string;
  [member: string]: unknown;
}

const TITLES: Record<ErrorCode, string> = {
  invalid: "The request is not valid",
  unauthenticated: "Sign in first",
  forbidden: "Not allowed",
  not_found: "Not found",
  conflict: "Conflict",
  gone: "Gone for good",
  stale: "Changed by someone else",
  too_large: "Too large",
  unprocessable: "Cannot be processed",
  precondition_required: "Say what you have seen",
  rate_limited: "Too many requests",
  internal: "Something went wrong",
  upstream: "The upstream failed",
  unavailable: "Not available",
  timeout: "Timed out",
};

/** The problem document for any thrown value. Unknown errors never show their message. */
export function toProblem(error: unknown, requestId?: string): Problem {
  const known = error instanceof AppError ? error : undefined;
  const code = known?.code ?? "internal";
  return {
    ...known?.details,
    type: `urn:understudy:problem:${code}`,
    title: TITLES[code],
    status: ERROR_STATUS[code],
    detail: known?.message ?? "An unexpected error happened. Try again; if it stays, report the request id.",
    code,
    ...(known && known.issues.length > 0 ? { issues: known.issues } : {}),
    ...(requestId ? { requestId } : {}),
  };
}

/** Issues past this many, and text past this length, would only make the answer long. */
const ISSUES_SHOWN = 100;
const MESSAGE_MAX = 300;

/** A zod failure as an `invalid` error whose issues carry the path of each field; the first hundred. */
export function invalidInput(
  error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] },
  prefix: (string | number)[] = [],
): AppError {
  const issues = error.issues.slice(0, ISSUES_SHOWN).map((issue) => ({
    path: [...prefix, ...issue.path.map((part) => (typeof part === "number" ? part : String(part)))],
    message: issue.message.slice(0, MESSAGE_MAX),
  }));
  const first = issues[0];
  const detail = first ? `${first.path.join(".") || "input"}: ${first.message}` : "The input is not valid.";
  return new AppError("invalid", detail, { issues });
}
