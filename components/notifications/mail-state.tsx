import { Callout } from "@/components/ui/callout.tsx";

/** Whether notifications are mailed, for administrators. */
export function MailState({ sender }: { sender: string | undefined }) {
  if (sender === undefined)
    return (
      <Callout tone="warn" title="E-mail is not set up">
        Notifications stay in the portal. Start the product with SMTP_URL and MAIL_FROM to have them mailed,
        too.
      </Callout>
    );
  return (
    <Callout tone="ok" title={`E-mail is sent from ${sender}`}>
      What the mail server refuses is tried again, and stands under Failing jobs.
    </Callout>
  );
}
