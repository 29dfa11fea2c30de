import { handle } from "@/app/_server/handle.ts";
import { getMailSettings, MailChoices, MailSettings, updateMailSettings } from "#lib/notifications";

/** Which kinds one gets by e-mail. */
export const GET = handle(
  { summary: "Read the own choice of e-mails", area: "notifications", answer: MailSettings },
  ({ ctx }) => getMailSettings(ctx),
);

export const PATCH = handle(
  {
    summary: "Change the own choice of e-mails",
    area: "notifications",
    body: MailChoices,
    answer: MailSettings,
    resource: GET,
  },
  ({ ctx, body }) => updateMailSettings(ctx, body),
);
