import { z } from "zod";

export * from "./text.ts";

/** The largest whole number a database column of ours holds. */
export const INT4_MAX = 2_147_483_647;

/** Lower-case name used in URLs and store keys. */
export const Slug = z
  .string()
  .min(2, "At least 2 characters.")
  .max(63, "At most 63 characters.")
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    "Lower-case letters, digits and single hyphens; starts with a letter.",
  );

/** A version's name within its API: `v1`, `v2`, `2026-01`. */
export const VersionName = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[a-z0-9][a-z0-9.-]*$/, "Lower-case letters, digits, dots and hyphens.");

/** A slug proposed for a free-text name; empty when nothing usable is left. */
export function slugify(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 63)
    .replace(/-+$/, "");
}
