import { z } from "zod";

const AtMs = z.int().min(0).max(8.64e15);

/** Announced hours in which a deprecated version answers nobody, so that whoever still relies on it notices in time. */
export const Brownout = z
  .strictObject({ fromMs: AtMs, untilMs: AtMs })
  .refine(({ fromMs, untilMs }) => untilMs > fromMs, {
    path: ["untilMs"],
    error: "It ends after it begins.",
  });
export type Brownout = z.infer<typeof Brownout>;

/** What callers of a version that ends are told. Absent: it is published, and nothing is said. Times are ms since 1970. */
export const RouteLifecycle = z.strictObject({
  stage: z.enum(["deprecated", "retired"]),
  /** For `Deprecation` (RFC 9745). */
  deprecatedAtMs: AtMs,
  /** For `Sunset` (RFC 8594). */
  sunsetAtMs: AtMs.optional(),
  /** What to call in its place; `pathPrefix`: where it is served. */
  successor: z
    .strictObject({ api: z.string(), version: z.string(), pathPrefix: z.string().optional() })
    .optional(),
  /** A page for people. */
  infoUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  brownouts: z.array(Brownout).max(50).default([]),
});
export type RouteLifecycle = z.infer<typeof RouteLifecycle>;

/** In an emergency the version answers nobody. */
export const RouteBlock = z.strictObject({ sinceMs: AtMs });
export type RouteBlock = z.infer<typeof RouteBlock>;
