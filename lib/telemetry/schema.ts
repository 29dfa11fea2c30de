import { z } from "zod";
import { INT4_MAX, isStorable, Slug } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";
import { Instant } from "./report-schema.ts";

export * from "./live-schema.ts";
export * from "./report-schema.ts";

export const LiveQuery = z.strictObject({ environment: Slug });
export type LiveQuery = z.infer<typeof LiveQuery>;

/** The ribbon of one incident, or of a time range (the last hour unless given). */
export const RibbonQuery = z
  .strictObject({
    environment: Slug,
    incident: z.string().max(64).refine(isStorable).optional(),
    from: Instant.optional(),
    to: Instant.optional(),
  })
  .refine(({ from, to }) => !from || !to || from < to, { path: ["to"], error: "Ends before it starts." });
export type RibbonQuery = z.infer<typeof RibbonQuery>;

const incidentQuery = listQuery({ sort: ["openedAt"], dir: "desc" });
const IncidentFilters = {
  environment: Slug.optional(),
  /** One API's slug. */
  api: Slug.optional(),
  state: z.enum(["open", "closed"]).optional(),
  /** `active`: those whose alert was raised and is not over. */
  alert: z.enum(["active"]).optional(),
  /** Open at some time within the last so many days. */
  withinDays: z.coerce.number().int().min(1).max(365).optional(),
};
/** `q` searches API names. */
export const IncidentList = {
  api: incidentQuery.api.extend(IncidentFilters),
  url: incidentQuery.url.extend({
    environment: IncidentFilters.environment.catch(undefined),
    api: IncidentFilters.api.catch(undefined),
    state: IncidentFilters.state.catch(undefined),
    alert: IncidentFilters.alert.catch(undefined),
    withinDays: IncidentFilters.withinDays.catch(undefined),
  }),
};
export type IncidentQuery = z.infer<typeof IncidentList.api>;

const id = z.string().max(64).refine(isStorable);
export const IncidentParams = z.strictObject({ id });
export type IncidentParams = z.infer<typeof IncidentParams>;
export const RescueAlertParams = z.strictObject({ id });
export type RescueAlertParams = z.infer<typeof RescueAlertParams>;

/** Served from fallback for longer than this, in minutes: an alert. 0: at once. At most a week. */
export const FallbackMinutes = z.int().min(0, "0 or more.").max(10_080, "At most 10 080 (a week).");
export const AlertSetting = z.strictObject({ fallbackMinutes: FallbackMinutes });
export type AlertSetting = z.infer<typeof AlertSetting>;
export const UpdateAlertSettings = AlertSetting.extend({ etag: z.int().min(1).max(INT4_MAX) });
export type UpdateAlertSettings = z.infer<typeof UpdateAlertSettings>;
export const AlertSettings = z
  .object({
    ...AlertSetting.shape,
    etag: z.int(),
  })
  .meta({ id: "AlertSettings" });
export type AlertSettings = z.infer<typeof AlertSettings>;

/** What became of a batch. */
export const Ingested = z
  .object({
    counted: z.boolean().describe("False: this batch was counted before."),
    dropped: z.int().describe("Reports about versions that do not exist (any more)."),
  })
  .meta({ id: "Ingested" });
export type Ingested = z.infer<typeof Ingested>;
