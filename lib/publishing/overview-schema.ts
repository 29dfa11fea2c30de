import { z } from "zod";
import { GatewayDto } from "./gateway-schema.ts";

const VersionLink = z.object({
  api: z.string(),
  apiName: z.string(),
  version: z.string(),
});

const RecentChange = VersionLink.partial()
  .extend({ id: z.string(), at: z.iso.datetime(), actor: z.string(), action: z.string() })
  .meta({ id: "RecentChange" });
export type RecentChange = z.infer<typeof RecentChange>;

export interface Section<T> {
  items: T[];
  total: number;
}
const sectionOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), total: z.int() });

/** Home: what needs the reader. Each list holds the first ten; `total` counts all. */
export const Overview = z
  .object({
    incidents: sectionOf(
      z.object({
        ...VersionLink.shape,
        id: z.string(),
        environment: z.string(),
        openedAt: z.iso.datetime(),
        servingTarget: z.string(),
        alertAfterMinutes: z
          .int()
          .nullable()
          .describe("It has lasted for longer than so many minutes; null: not too long yet."),
        acknowledgedBy: z.string().nullable(),
        rescued: z.int(),
        failed: z.int(),
      }),
    ),
    rescueAlerts: sectionOf(
      z.object({
        ...VersionLink.shape,
        id: z.string(),
        environment: z.string(),
        primaryTarget: z.string().describe("The target that answers nothing."),
        since: z.iso.datetime().describe("When the first request was rescued from it."),
        afterMinutes: z.int(),
        acknowledgedBy: z.string().nullable(),
      }),
    ).describe("Versions whose primary answers nothing, too seldom asked for an incident to open."),
    failedPublications: sectionOf(
      z.object({
        ...VersionLink.shape,
        environment: z.string(),
        publicationId: z.string(),
        error: z.string(),
        attempts: z.int(),
        nextAttemptAt: z.iso.datetime().nullable(),
      }),
    ),
    gateways: sectionOf(GatewayDto),
    withoutFallback: sectionOf(
      z.object({
        ...VersionLink.shape,
        tier: z.int(),
      }),
    ),
    recentChanges: z.array(RecentChange),
    storeProblems: z.array(z.object({ environment: z.string(), problem: z.string() })),
  })
  .meta({ id: "Overview" });
export type Overview = z.infer<typeof Overview>;
