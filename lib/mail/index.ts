export { openMailer, type Mailer, type MailMessage } from "./mailer.ts";
export { toHtml } from "./to-html.ts";
