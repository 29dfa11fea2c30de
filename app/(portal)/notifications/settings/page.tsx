import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { instance } from "@/app/_server/instance.ts";
import { MailForm } from "@/components/notifications/mail-form.tsx";
import { mailSettingsQuery } from "@/components/notifications/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { getMailSettings } from "#lib/notifications";

export const metadata: Metadata = { title: "Notifications by e-mail" };

export default async function NotificationSettingsPage() {
  const ctx = await pageCtx();
  const client = createQueryClient();
  client.setQueryData(mailSettingsQuery.queryKey, await orNotFound(getMailSettings(ctx)));
  const email = ctx.actor.kind === "user" ? ctx.actor.email : "you";
  const sender = instance().config.mailSender?.address;
  return (
    <Prefetched client={client}>
      <PageHeader
        title="Notifications by e-mail"
        description={`The portal shows every notification. Choose what is mailed to ${email}${sender ? ` from ${sender}` : ""}, too.`}
      />
      <MailForm sender={sender} />
    </Prefetched>
  );
}
