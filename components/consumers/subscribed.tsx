"use client";

import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import type { SubscriptionDetail } from "#lib/consumers/schema";
import { SubscriptionStepper } from "./access-steppers.tsx";

/** What has happened, and what comes next. */
export function Subscribed({ subscription, team }: { subscription: SubscriptionDetail; team: string }) {
  if (subscription.state === "pending")
    return (
      <Callout tone="ok" title="The request is sent.">
        {`${team} has it in their queue. You are told when they answer; until then the application’s page shows it as waiting.`}
      </Callout>
    );
  return <SubscriptionStepper id={subscription.id} done="Active" />;
}

export function SubscribedFooter({
  subscription,
  onClose,
}: {
  subscription: SubscriptionDetail;
  onClose: () => void;
}) {
  return (
    <>
      <Button onClick={onClose}>Close</Button>
      <ButtonLink href={routes.application(subscription.application.slug)} variant="primary">
        {subscription.state === "pending" ? "Open the application" : "Make a key"}
      </ButtonLink>
    </>
  );
}
