import { z } from "zod";

/* The plain values that fields of `fallback/v1` are made of. */

/** Milliseconds, with an upper bound. */
export const ms = (max: number) => z.int().min(0).max(max);
export const HeaderName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, "A header name.");
export const HeaderValue = z
  .string()
  .max(4096)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, "No control characters.");
export const HeaderMap = z.record(HeaderName, HeaderValue);
export const MethodName = z.string().regex(/^[A-Z]{1,20}$/, "An upper-case method such as GET.");
export const StatusCode = z.int().min(100).max(599);

export const StatusRange = z
  .union([StatusCode, z.tuple([StatusCode, StatusCode])])
  .refine((range) => typeof range === "number" || range[0] <= range[1], "The range starts above its end.");
export type StatusRange = z.infer<typeof StatusRange>;

export const TargetId = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,40}$/,
    "Starts with a letter; lower-case letters, digits and hyphens; at most 41.",
  );

/** How deep APIs may stand in each other's chains. */
export const NESTING_MAX = 3;

/** A target as gateways know it. That of another API has the `api` target's id before its own: `inventory/primary`. */
export const ServedTargetId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,40}(\/[a-z][a-z0-9-]{0,40}){0,3}$/, "A target's id, or several joined by /.");
