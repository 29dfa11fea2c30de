"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import { Textarea } from "@/components/ui/textarea.tsx";
import { needsReason, type SubscriptionAction, type SubscriptionSummary } from "#lib/consumers/schema";
import { SubscriptionStepper } from "./access-steppers.tsx";
import { CONSUMERS, moveSubscription } from "./queries.ts";
import { ACTION_WORDS, consequenceOf } from "./words.ts";

export interface Move {
  action: SubscriptionAction;
  subscription: SubscriptionSummary;
}

const DONE: Record<SubscriptionAction, string> = {
  approve: "Active",
  reject: "Rejected",
  suspend: "Suspended",
  resume: "Active",
  end: "Ended",
};

/** One step in a subscription's life: what it does before the click, the receipts after it. */
export function MoveDialog({ move, onClose }: { move: Move; onClose: () => void }) {
  const { action, subscription } = move;
  const formId = useId();
  const client = useQueryClient();
  const side = subscription.sides.includes("provider") ? "provider" : "consumer";
  const moving = useMutation({
    mutationFn: (reason: string) => moveSubscription(subscription.id, { action, reason }),
    onSettled: () => client.invalidateQueries({ queryKey: CONSUMERS }),
  });
  const word = ACTION_WORDS[action];
  const asksReason = needsReason(action, side);
  const problem = problemBeside(moving.error, ["reason"]);
  const footer = moving.data ? (
    <Button variant="primary" onClick={onClose}>
      Done
    </Button>
  ) : (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        type="submit"
        form={formId}
        variant={action === "approve" || action === "resume" ? "primary" : "danger"}
        pending={moving.isPending}
      >
        {word}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      size="md"
      title={`${word} ${subscription.application.name}’s subscription`}
      description={`${subscription.api.name} ${subscription.version} in ${subscription.environment}`}
      footer={footer}
    >
      {moving.data ? (
        <SubscriptionStepper id={subscription.id} done={DONE[action]} />
      ) : (
        <Form
          id={formId}
          className="flex flex-col gap-4"
          onSubmit={(form) => moving.mutate(asksReason ? textOf(form, "reason") : "")}
        >
          {problem ? <ProblemCallout error={problem} /> : null}
          {action === "approve" || action === "reject" ? <Purpose subscription={subscription} /> : null}
          <p>
            {consequenceOf(action, subscription)}
            {subscription.lastCallAt && (action === "suspend" || action === "end") ? (
              <>
                {" "}
                It last called <RelativeTime at={subscription.lastCallAt} />.
              </>
            ) : null}
          </p>
          {asksReason ? (
            <Field label="Why" hint="The other team reads it." error={issueAt(moving.error, "reason")}>
              <Textarea name="reason" rows={2} maxLength={300} required />
            </Field>
          ) : null}
        </Form>
      )}
    </Dialog>
  );
}

function Purpose({ subscription }: { subscription: SubscriptionSummary }) {
  const { purpose, requestedBy, application } = subscription;
  if (purpose === "") return null;
  return (
    <blockquote className="border-l-2 pl-3">
      <p className="break-words">{purpose}</p>
      <footer className="text-sm text-text-muted">{`${requestedBy}, ${application.team.name}`}</footer>
    </blockquote>
  );
}
