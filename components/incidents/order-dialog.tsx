"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { ProblemError } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Select } from "@/components/ui/select.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import { Textarea } from "@/components/ui/textarea.tsx";
import type { GiveOrder } from "#lib/publishing/schema";
import type { Live } from "#lib/telemetry/schema";
import { orderReach, orderTitle, orderWarning, type OrderChoice } from "./order-reach.ts";
import { OrderStepper } from "./order-stepper.tsx";
import { giveOrder } from "./queries.ts";

interface OrderDialogProps {
  versionRef: VersionRef;
  live: Live;
  choice: OrderChoice;
  onClose: () => void;
}

/** One order: its reach before the click, why, and the receipts after it. */
export function OrderDialog({ versionRef, live, choice, onClose }: OrderDialogProps) {
  const formId = useId();
  const queries = useQueryClient();
  // What the decision is made on: a state that changes meanwhile is refused, not taken over.
  const [etag, setEtag] = useState(live.control.etag);
  const giving = useMutation({
    mutationFn: (body: GiveOrder) => giveOrder(versionRef, body),
    onSettled: () => queries.invalidateQueries({ queryKey: ["apis", versionRef.slug] }),
  });
  const isStale = giving.error instanceof ProblemError && giving.error.problem.code === "stale";
  const problem = problemBeside(giving.error, ["reason", "until"]);
  const title = orderTitle(choice);
  const warning = orderWarning(live, choice);
  const footer = giving.data ? (
    <Button variant="primary" onClick={onClose}>
      Done
    </Button>
  ) : (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={giving.isPending}>
        {title}
      </Button>
    </>
  );

  function submit(form: HTMLFormElement) {
    const given = { environment: live.environment, etag, reason: textOf(form, "reason") };
    if (choice.action === "release_pin") return giving.mutate({ action: choice.action, ...given });
    if (choice.action === "fail_back")
      return giving.mutate({ action: choice.action, ...given, target: choice.target });
    const minutes = Number(textOf(form, "minutes"));
    const until = minutes > 0 ? new Date(Date.now() + minutes * 60_000).toISOString() : undefined;
    return giving.mutate({ action: "pin", ...given, target: choice.target, ...(until && { until }) });
  }

  return (
    <Dialog
      open
      onClose={onClose}
      size="md"
      title={title}
      description={orderReach(versionRef, live, choice)}
      footer={footer}
    >
      {giving.data ? <OrderStepper versionRef={versionRef} id={giving.data.id} /> : null}
      {giving.data ? null : (
        <Form id={formId} className="flex flex-col gap-4" onSubmit={submit}>
          {warning ? <Callout tone="warn">{warning}</Callout> : null}
          {problem ? (
            <ProblemCallout
              error={problem}
              actions={
                isStale ? (
                  <Button
                    size="sm"
                    onClick={() => {
                      setEtag(live.control.etag);
                      giving.reset();
                    }}
                  >
                    I have seen it
                  </Button>
                ) : undefined
              }
            />
          ) : null}
          <Field
            label="Why"
            hint="Shown wherever the order holds, and in the incident."
            error={issueAt(giving.error, "reason")}
          >
            <Textarea name="reason" rows={2} maxLength={300} required />
          </Field>
          {choice.action === "pin" ? <EndField error={issueAt(giving.error, "until")} /> : null}
        </Form>
      )}
    </Dialog>
  );
}

const ENDS = [
  { minutes: 0, word: "When somebody releases it" },
  { minutes: 15, word: "In 15 minutes" },
  { minutes: 60, word: "In 1 hour" },
  { minutes: 240, word: "In 4 hours" },
  { minutes: 1440, word: "In 24 hours" },
];

function EndField({ error }: { error: string | undefined }) {
  return (
    <Field label="Ends" hint="The chain decides again afterwards." error={error}>
      <Select name="minutes" defaultValue={0}>
        {ENDS.map(({ minutes, word }) => (
          <option key={minutes} value={minutes}>
            {word}
          </option>
        ))}
      </Select>
    </Field>
  );
}
