"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Form } from "@/components/ui/form.tsx";
import { problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import type { WebhookDto } from "#lib/webhooks/schema";
import { WEBHOOKS } from "./queries.ts";
import { readWebhookFields, WebhookFields } from "./webhook-fields.tsx";

interface EditWebhookDialogProps {
  webhook: WebhookDto;
  open: boolean;
  onClose: () => void;
}

/** Changes where events go and which. */
export function EditWebhookDialog({ webhook, open, onClose }: EditWebhookDialogProps) {
  const formId = useId();
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: (fields: ReturnType<typeof readWebhookFields>) =>
      api<WebhookDto>(`/webhooks/${webhook.id}`, {
        method: "PATCH",
        body: { ...fields, etag: webhook.etag },
      }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: WEBHOOKS }),
  });
  const problem = problemBeside(saving.error, ["url", "description", "kinds"]);
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={saving.isPending}>
        Save
      </Button>
    </>
  );
  return (
    <Dialog open={open} onClose={onClose} title="Edit the webhook" size="md" footer={footer}>
      <Form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(form) => saving.mutate(readWebhookFields(form))}
      >
        {problem ? <ProblemCallout error={problem} /> : null}
        <WebhookFields webhook={webhook} error={saving.error} />
      </Form>
    </Dialog>
  );
}
