import { ProblemError } from "./api.ts";

/** What the server says about one field, when that is why the call failed. */
export function issueAt(error: Error | null, ...path: (string | number)[]): string | undefined {
  return error instanceof ProblemError ? error.issueAt(...path) : undefined;
}

/** An error that no field of the form shows. */
export function problemBeside(error: Error | null, fields: string[]): Error | undefined {
  if (error === null) return undefined;
  return fields.some((field) => issueAt(error, field) !== undefined) ? undefined : error;
}
