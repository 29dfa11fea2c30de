import { z } from "zod";
import { Slug } from "#lib/ids/schema";

export const TRY_BODY_MAX_BYTES = 256 * 1024;
/** Of a body that is sent as bytes: a form with its files. */
export const TRY_FORM_MAX_BYTES = 2 * 1024 * 1024;
const BASE64_MAX_LENGTH = Math.ceil(TRY_FORM_MAX_BYTES / 3) * 4;
/** The request as JSON, with room for the escapes of a text, or for a form as base64. */
export const TRY_INPUT_MAX_BYTES = Math.max(2 * TRY_BODY_MAX_BYTES, BASE64_MAX_LENGTH) + 128 * 1024;
/** Of an answer that is shown; the rest is not read. */
export const TRY_ANSWER_MAX_BYTES = 1024 * 1024;

export const TRY_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** Headers that say where a request goes, how it is framed, or who sends it: not the sender's to choose. */
const OWN_HEADERS = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "forwarded",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
  "x-real-ip",
]);

const HeaderName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "A header name holds letters, digits and hyphens.")
  .refine((name) => !isOwnHeader(name), "This header is set by the portal.");

/** RFC 9110 §5.5, without the obsolete characters above ASCII. */
const HeaderValue = z
  .string()
  .max(8_000, "At most 8000 characters.")
  .regex(/^[\t\x20-\x7e]*$/, "A header value is one line of ASCII characters.");

function isOwnHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return OWN_HEADERS.has(lower) || /^(proxy-|sec-|x-forwarded-|x-understudy-|:)/.test(lower);
}

const QUERY = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@/?[\]|-]|%[0-9A-Fa-f]{2})*$/;

/** A request to be sent through a gateway of an environment, by the portal, to the version's own route. */
export const TryRequest = z.strictObject({
  environment: Slug,
  method: z.enum(TRY_METHODS),
  path: z
    .string()
    .max(4_000, "At most 4000 characters.")
    .refine(
      isPlainPath,
      "A path starts with /, has no empty and no dot segments, and escapes what is special.",
    ),
  query: z.string().max(8_000, "At most 8000 characters.").regex(QUERY, "Escape what is special."),
  headers: z.array(z.strictObject({ name: HeaderName, value: HeaderValue })).max(50),
  body: z.union([
    z.string().max(TRY_BODY_MAX_BYTES, "At most 256 KiB."),
    z.strictObject({ base64: z.base64().max(BASE64_MAX_LENGTH, "At most 2 MiB.") }),
    z.null(),
  ]),
  /** Whose key to use, where the version takes keys: an application's slug. */
  application: Slug.optional(),
});
export type TryRequest = z.infer<typeof TryRequest>;

const PATH = /^\/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*$/;

/** Whether a path means the same to everybody: nothing in it that a server could take for another place (RFC 3986 §6). */
function isPlainPath(path: string): boolean {
  if (!PATH.test(path) || path.includes("//")) return false;
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return false;
  }
  if (/[^ -\u{10ffff}]|[\u007f\\]/u.test(decoded)) return false;
  // Escaped slashes belong to a value, but a value must not climb out of its place either.
  return !decoded.split("/").some((segment) => /^\.{1,2}(;|$)/.test(segment));
}

const TryBody = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), text: z.string(), isCut: z.boolean() }),
  z.object({ kind: z.literal("binary"), isCut: z.boolean() }).describe("Not text, or compressed."),
]);
export type TryBody = z.infer<typeof TryBody>;

/** What came back. */
export const TryAnswer = z
  .object({
    status: z.int(),
    statusText: z.string(),
    headers: z.array(z.tuple([z.string(), z.string()])).describe("Names and values in the order they came."),
    body: TryBody,
    sizeBytes: z.int().describe("Of the body, as far as it was read."),
    firstByteMs: z.number().describe("From sending to the answer's headers."),
    elapsedMs: z.number().describe("From sending to the answer's end."),
    answeredBy: z
      .object({ target: z.string(), attempts: z.int(), reason: z.string() })
      .nullable()
      .describe("Which target answered, where the version's policy tells clients."),
    requestId: z.string(),
    url: z.string().describe("The address it was sent to."),
  })
  .meta({ id: "TryAnswer" });
export type TryAnswer = z.infer<typeof TryAnswer>;
