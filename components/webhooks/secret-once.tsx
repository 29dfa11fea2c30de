"use client";

import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";

/** The signing secret, this once: it is sealed at rest and in no other answer. */
export function SecretOnce({ secret, onClose }: { secret: string | undefined; onClose: () => void }) {
  return (
    <Dialog
      open={secret !== undefined}
      onClose={onClose}
      title="The signing secret"
      size="md"
      footer={
        <Button variant="primary" onClick={onClose}>
          I have kept it
        </Button>
      }
    >
      <Callout tone="warn" title="Copy it now: it is shown only this once.">
        The receiver checks the header webhook-signature with it, by any library of Standard Webhooks. A
        secret that was lost is rotated.
      </Callout>
      <CodeBlock label="signing secret" code={secret ?? ""} />
    </Dialog>
  );
}
