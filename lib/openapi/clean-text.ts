import { clipText } from "#lib/ids/schema";

/** Text fit for the database and the page: no control characters, no lone surrogates, one length. */
export function cleanText(value: unknown, maxLength: number): string {
  if (typeof value !== "string" && typeof value !== "number") return "";
  // eslint-disable-next-line no-control-regex -- taking them out is the point
  const printable = String(value).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, "");
  return clipText(printable.toWellFormed().trim(), maxLength);
}
