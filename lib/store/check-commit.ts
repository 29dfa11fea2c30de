import { AppError } from "#lib/errors";
import { type Commit, VALUE_MAX_BYTES } from "./port.ts";

/** What every driver refuses before it calls the store. */
export function checkCommit(commit: Commit): void {
  if (commit.storeRevision <= commit.expectedRevision) {
    throw new AppError(
      "invalid",
      `The store revision must rise: ${commit.storeRevision} after ${commit.expectedRevision}.`,
    );
  }
  const large = commit.puts.find((put) => Buffer.byteLength(put.value) > VALUE_MAX_BYTES);
  if (large) throw new AppError("too_large", `The document at ${large.key} is larger than 1 MiB.`);
  const keys = new Set(commit.puts.map((put) => put.key));
  if (keys.size !== commit.puts.length) throw new AppError("invalid", "A key stands twice in one commit.");
}

export function staleWrite(commit: Commit, cause?: unknown): AppError {
  return new AppError(
    "conflict",
    `The store is no longer at revision ${commit.expectedRevision}: someone else wrote to it.`,
    { cause },
  );
}
