import { z } from "zod";
import { Method } from "./route-match-schema.ts";

/** A field name of RFC 9110, in lower case. */
const HeaderName = z
  .string()
  .max(64)
  .regex(/^[a-z0-9!#$%&'*+.^`|~-]+$/, "A header name in lower case, without spaces or underscores.");

/** Headers that mean something else already; a key in one of them would break the request or be logged by others. */
const NOT_FOR_KEYS = new Set([
  "authorization",
  "connection",
  "content-length",
  "content-type",
  "cookie",
  "expect",
  "forwarded",
  "host",
  "keep-alive",
  "origin",
  "proxy-authorization",
  "referer",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "via",
]);

const KeyAccess = z.strictObject({
  /** Where a key may stand besides `Authorization: Bearer`. */
  header: HeaderName.refine(
    (name) => !NOT_FOR_KEYS.has(name),
    "This header has a meaning of its own; take another, such as x-api-key.",
  ).default("x-api-key"),
});

const HttpUrl = z
  .url({ protocol: /^https?$/, error: "An http:// or https:// address." })
  .max(500)
  .refine((url) => !/^[^/]*\/\/[^/]*@/.test(url), "No user name or password in the address.");

const JwtAccess = z.strictObject({
  /** What `iss` must be, letter for letter. */
  issuer: z.string().min(1, "Name the issuer.").max(500),
  /** Where the issuer publishes its public keys (RFC 7517). */
  jwksUrl: HttpUrl,
  /** One of these must be in `aud`. */
  audience: z.array(z.string().min(1).max(500)).min(1, "At least one audience.").max(10),
  /** The target gets the token too. Keys are never passed on. */
  forwardToken: z.boolean().default(false),
});

const Origin = z
  .string()
  .max(300)
  .regex(
    /^(\*|https?:\/\/[a-z0-9.-]+(:\d{1,5})?)$/,
    "An origin such as https://app.example.com in lower case without a path, or * for any.",
  );

const CorsAccess = z
  .strictObject({
    /** `*` stands for any origin, without credentials. */
    origins: z.array(Origin).min(1, "At least one origin.").max(50),
    methods: z.array(Method).max(20).default(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]),
    /** Request headers that a page may send; none: those of a key, a token and a JSON body. */
    headers: z.array(HeaderName).max(50).default([]),
    /** Response headers that a page may read, besides the plain ones. */
    exposeHeaders: z.array(HeaderName).max(50).default([]),
    credentials: z.boolean().default(false),
    maxAgeSeconds: z.int().min(0).max(86_400).default(600),
  })
  .refine((cors) => !(cors.credentials && cors.origins.includes("*")), {
    path: ["origins"],
    error: "With credentials, name the origins: any page on the internet could act for the user.",
  });

const MAX_BODY_BYTES = 10 * 1024 ** 3;

/**
 * Who may call a version, from which pages, and how long a request's body may be. Without it a version is open: everyone may
 * call it, and what clients send to be known by passes as it came.
 */
export const AccessSettings = z
  .strictObject({
    /** Callers without a key and without a token are let in. One that brings a bad one is not. */
    anonymous: z.boolean().default(false),
    /** Keys of applications that are subscribed. Absent: not taken. */
    key: KeyAccess.optional(),
    /** Tokens of an identity provider. Absent: not taken. */
    jwt: JwtAccess.optional(),
    /** Absent: the gateway says nothing about origins, the target may. */
    cors: CorsAccess.optional(),
    /** Longer request bodies get 413. Absent: no limit. */
    requestMaxBytes: z.int().min(1).max(MAX_BODY_BYTES).optional(),
  })
  .refine((access) => access.anonymous || access.key !== undefined || access.jwt !== undefined, {
    path: ["anonymous"],
    error: "Take keys or tokens, or let everyone in: as it stands nobody could call this version.",
  });
export type AccessSettings = z.infer<typeof AccessSettings>;

/** One operation of the version's OpenAPI document, for the statistics: `GET`, `/orders/{orderId}`. */
export const RouteOperation = z.strictObject({
  method: Method,
  path: z.string().startsWith("/").max(500),
});
export type RouteOperation = z.infer<typeof RouteOperation>;
