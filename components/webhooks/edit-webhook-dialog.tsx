"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { problemBeside } from "@/components/ui/issue-at.ts";
import { KeptForm } from "@/components/ui/kept-form.tsx";
import type { WebhookChanges, WebhookDto } from "#lib/webhooks/schema";
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
    mutationFn: (body: WebhookChanges) =>
      api<WebhookDto>(`/webhooks/${webhook.id}`, { method: "PATCH", body }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: WEBHOOKS }),
  });
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
      <KeptForm
        id={formId}
        className="flex flex-col gap-4"
        latest={webhook}
        edited={({ url, description, kinds }) => [url, description, kinds]}
        saving={saving}
        bodyOf={(form, etag) => ({ ...readWebhookFields(form), etag })}
        problem={problemBeside(saving.error, ["url", "description", "kinds"])}
        onRenew={() => void client.invalidateQueries({ queryKey: WEBHOOKS })}
        fields={(facts, error) => <WebhookFields webhook={facts} error={error} />}
      />
    </Dialog>
  );
}
