import { z } from "zod";
import { listQuery } from "#lib/paging/schema";
import { NOTIFICATION_KINDS, type NotificationKind } from "./kinds.ts";

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

export interface NotificationDto {
  id: string;
  /** One of NOTIFICATION_KINDS; an older product may have known others. */
  kind: string;
  subject: string;
  text: string;
  /** The page of the portal that shows it. */
  path: string;
  at: string;
  readAt: string | null;
}

const kindNames = z.enum(NOTIFICATION_KINDS);

/** Only the kinds given change. */
export const MailChoices = z.strictObject({ mail: z.partialRecord(kindNames, z.boolean()) });
export type MailChoices = z.infer<typeof MailChoices>;

/** What a person has chosen, every kind named. */
export interface MailSettings {
  mail: Record<NotificationKind, boolean>;
}
