import { DATABASE_AWAY } from "@/components/shell/database-away.ts";
import { isDatabaseAway } from "#lib/db";
import { AppError } from "#lib/errors";

const RETRY_AFTER_SECONDS = 5;

/** The failure of a call in words for whoever waits for its answer, where it is that the database is away. */
export function inWords(error: unknown): unknown {
  if (!isDatabaseAway(error)) return error;
  return new AppError(
    "unavailable",
    "The database of the portal does not answer. Traffic through the gateways is not affected. Try again in a moment.",
    { cause: error, details: { retryAfterSeconds: RETRY_AFTER_SECONDS } },
  );
}

/** The same for a page: of what a page throws, the browser is given the digest alone. */
export function throwMarked(error: unknown): never {
  if (isDatabaseAway(error) && error instanceof Error) Object.assign(error, { digest: DATABASE_AWAY });
  throw error;
}
