"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Form } from "@/components/ui/form.tsx";
import { problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import type { WebhookWithSecret } from "#lib/webhooks/schema";
import { WEBHOOKS } from "./queries.ts";
import { SecretOnce } from "./secret-once.tsx";
import { readWebhookFields, WebhookFields } from "./webhook-fields.tsx";

interface NewWebhookDialogProps {
  /** Absent: the organisation's. */
  team: string | undefined;
  open: boolean;
  onClose: () => void;
}

/** Opens a webhook, and shows its secret once. */
export function NewWebhookDialog({ team, open, onClose }: NewWebhookDialogProps) {
  const formId = useId();
  const client = useQueryClient();
  const [secret, setSecret] = useState<string>();
  const creating = useMutation({
    mutationFn: (fields: ReturnType<typeof readWebhookFields>) =>
      api<WebhookWithSecret>("/webhooks", {
        method: "POST",
        body: { ...fields, ...(team === undefined ? {} : { team }) },
      }),
    onSuccess: async (made) => {
      setSecret(made.secret);
      onClose();
      await client.invalidateQueries({ queryKey: WEBHOOKS });
    },
  });
  const problem = problemBeside(creating.error, ["url", "description", "kinds"]);
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={creating.isPending}>
        Create webhook
      </Button>
    </>
  );
  return (
    <>
      <Dialog open={open} onClose={onClose} title="New webhook" size="md" footer={footer}>
        <Form
          id={formId}
          className="flex flex-col gap-4"
          onSubmit={(form) => creating.mutate(readWebhookFields(form))}
        >
          {problem ? <ProblemCallout error={problem} /> : null}
          <WebhookFields error={creating.error} />
        </Form>
      </Dialog>
      <SecretOnce secret={secret} onClose={() => setSecret(undefined)} />
    </>
  );
}
