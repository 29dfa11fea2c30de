export * from "./schema.ts";
export { notify, DELIVER_TASK, type Happening } from "./notify.ts";
export { listNotifications, markAllNotifications, markNotification } from "./read-notifications.ts";
export { getMailSettings, updateMailSettings } from "./mail-settings.ts";
export { trimNotifications } from "./trim-notifications.ts";
export { enqueueMails, MAIL_TASK, sendMail } from "./send-mail.ts";
