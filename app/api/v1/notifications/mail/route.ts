import { handle } from "@/app/_server/handle.ts";
import { getMailSettings, MailChoices, updateMailSettings } from "#lib/notifications";

/** Which kinds one gets by e-mail. */
export const GET = handle({}, ({ ctx }) => getMailSettings(ctx));

export const PATCH = handle({ body: MailChoices }, ({ ctx, body }) => updateMailSettings(ctx, body));
