export { KINDS, NOTIFICATION_KINDS, type NotificationKind } from "./kinds.ts";
