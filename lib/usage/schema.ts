import { z } from "zod";
import { Slug, VersionName } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";

/** How far back, and how fine. */
export const RANGES = ["1h", "24h", "7d", "30d"] as const;
export type UsageRange = (typeof RANGES)[number];

/** What an API's usage can be told apart by; an application's has `api` in place of `application`. */
export const API_PARTS = ["operation", "application", "target", "version"] as const;
export const APPLICATION_PARTS = ["version", "operation"] as const;
export type UsagePart = (typeof API_PARTS)[number];

const common = {
  range: z.enum(RANGES).default("24h"),
  environment: Slug.optional(),
};

export const ApiUsageQuery = z.strictObject({
  ...common,
  version: VersionName.optional(),
  by: z.enum(API_PARTS).default("operation"),
});
export type ApiUsageQuery = z.infer<typeof ApiUsageQuery>;

export const ApplicationUsageQuery = z.strictObject({
  ...common,
  by: z.enum(APPLICATION_PARTS).default("version"),
});
export type ApplicationUsageQuery = z.infer<typeof ApplicationUsageQuery>;

export const UsageParams = z.strictObject({ slug: Slug });

/** Who still calls. */
export const CallerList = listQuery({ sort: ["lastCallAt"], dir: "desc" })
  .api.omit({ q: true, sort: true, dir: true })
  .extend({ version: VersionName, environment: Slug.optional() });
export type CallerQuery = z.infer<typeof CallerList>;

const count = z.number();
const latency = z.number().nullable();

export const UsageCounts = z.object({
  requests: count,
  clientErrors: count.describe("4xx, throttled ones among them"),
  serverErrors: count.describe("5xx"),
  throttled: count.describe("Refused because of a rate limit or a quota"),
  p50Ms: latency.describe("Of requests that a target answered"),
  p95Ms: latency,
  p99Ms: latency,
});
export type UsageCounts = z.infer<typeof UsageCounts>;

export const UsageReport = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    stepMs: z.number().int(),
    totals: UsageCounts,
    series: z.array(UsageCounts.extend({ at: z.iso.datetime() })).describe("Every step, empty ones too"),
    parts: z
      .array(UsageCounts.extend({ key: z.string(), label: z.string() }))
      .describe("The busiest first, at most 50"),
    otherParts: z.number().int().describe("How many more there are"),
  })
  .meta({ id: "UsageReport" });
export type UsageReport = z.infer<typeof UsageReport>;

export const Caller = z
  .object({
    application: z
      .object({
        slug: z.string(),
        name: z.string(),
        team: z.string().describe("Its name"),
        teamSlug: z.string(),
        mayRead: z.boolean().describe("Whether the asker sees the application itself"),
        isDeleted: z.boolean().describe("Its requests were made before it was deleted"),
      })
      .nullable()
      .describe("Null: requests of whoever did not say who they are"),
    requests: count.describe("Of the last 30 days"),
    lastCallAt: z.iso.datetime().nullable(),
    isToTheHour: z
      .boolean()
      .describe(
        "Older than a day, and no subscription says it exactly: within the hour that begins at `lastCallAt`",
      ),
  })
  .meta({ id: "Caller" });
export type Caller = z.infer<typeof Caller>;
