import { AppError } from "#lib/errors";

/** SQLSTATE of "insufficient privilege" and of a row that a policy refuses. */
const FORBIDDEN = "42501";

/** What a failed call means to the store's users. */
export function postgresError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (codeOf(error) === FORBIDDEN) {
    return new AppError("forbidden", "The database role may not do this in the shared store.", {
      cause: error,
    });
  }
  return new AppError("unavailable", "The shared store (PostgreSQL) does not answer.", { cause: error });
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
