import { z } from "zod";

/** Any host: the match is on the path alone. */
export const ANY_HOST = "*";

const Host = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    "A host name in lower case, without scheme or port.",
  );

const PathPrefix = z
  .string()
  .max(512)
  .regex(/^\/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*$/, "Starts with / and holds only path characters.")
  .refine((path) => path === "/" || !path.endsWith("/"), "No slash at the end.")
  .refine((path) => !path.includes("//"), "No empty segment.")
  .refine((path) => !/%(?![0-9A-Fa-f]{2})/.test(path), "A percent sign starts an escape such as %20.")
  .refine(
    (path) => !path.split("/").some((segment) => /^(\.|%2e){1,2}$/i.test(segment)),
    "No dot segments, escaped ones neither.",
  );

export const Method = z.string().regex(/^[A-Z]{1,20}$/, "An upper-case method such as GET.");

/** How requests find a version: host (none = any), path prefix on segment boundaries, methods (none = all). */
export const RouteMatch = z.strictObject({
  hosts: z.array(Host).max(20).default([]),
  pathPrefix: PathPrefix,
  methods: z.array(Method).max(20).default([]),
  /** Take the prefix off before the request goes to the target. */
  stripPrefix: z.boolean().default(true),
});
export type RouteMatch = z.infer<typeof RouteMatch>;

export const Routes = z.array(RouteMatch).min(1, "At least one route.").max(20);
