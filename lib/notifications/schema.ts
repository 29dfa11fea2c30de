import { z } from "zod";
import { listQuery } from "#lib/paging/schema";
import { NOTIFICATION_KINDS } from "./kinds.ts";

export { KINDS, NOTIFICATION_KINDS, type NotificationKind } from "./kinds.ts";
export type { KindGroup } from "./define.ts";

const NotificationId = z.string().regex(/^ntf_[0-9a-z]{1,40}$/, "This is not the id of a notification.");

/** One's own notifications, newest first. */
export const NotificationList = listQuery({ sort: ["at"], dir: "desc" })
  .api.omit({ q: true, sort: true, dir: true })
  .extend({ state: z.enum(["all", "unread"]).default("all") });
export type NotificationQuery = z.infer<typeof NotificationList>;

export const NotificationParams = z.strictObject({ id: NotificationId });

export const NotificationChange = z.strictObject({ read: z.boolean() });

/** Up to and including this one: what has come since has not been seen. */
export const ReadAll = z.strictObject({ upTo: NotificationId });

export const NotificationDto = z
  .object({
    id: z.string(),
    kind: z.string().describe("One of NOTIFICATION_KINDS; an older product may have known others."),
    subject: z.string(),
    text: z.string(),
    outcome: z
      .string()
      .nullable()
      .describe("What became of what it asks for; null: it waits for the reader, or asks nothing."),
    path: z.string().describe("The page of the portal that shows it."),
    at: z.iso.datetime(),
    readAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Notification" });
export type NotificationDto = z.infer<typeof NotificationDto>;

const kindNames = z.enum(NOTIFICATION_KINDS);

/** Only the kinds given change. */
export const MailChoices = z.strictObject({ mail: z.partialRecord(kindNames, z.boolean()) });
export type MailChoices = z.infer<typeof MailChoices>;

/** What a person has chosen, every kind named. */
export const MailSettings = z
  .object({ mail: z.record(kindNames, z.boolean()) })
  .meta({ id: "NotificationMail", description: "Whether each kind is sent by e-mail." });
export type MailSettings = z.infer<typeof MailSettings>;
