"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { restoreRevision } from "@/components/publishing/queries.ts";
import { routes } from "@/components/shell/routes.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Link } from "@/components/ui/link.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { LifeRef } from "./queries.ts";

interface RestoreDialogProps {
  at: LifeRef;
  number: number;
  /** Of the draft that would be overwritten. */
  etag: number;
  onClose: () => void;
}

const FORM_ID = "restore-revision";

/** A revision's content as the draft: to go on from there. */
export function RestoreDialog({ at, number, etag, onClose }: RestoreDialogProps) {
  const client = useQueryClient();
  const restore = useMutation({
    mutationFn: () => restoreRevision(at, { revision: number, etag }),
    onSuccess: () => {
      toast({
        tone: "ok",
        title: `The draft is what revision ${number} was.`,
        detail: "Nothing is published by it.",
      });
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["apis", at.slug] }),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      size="md"
      title={`Restore revision ${number} into the draft`}
      description="Document, routes, fallback chain, addresses and access become what they were. Nothing is published."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" type="submit" form={FORM_ID} pending={restore.isPending}>
            Overwrite the draft
          </Button>
        </>
      }
    >
      <Form id={FORM_ID} className="flex flex-col gap-3" onSubmit={() => restore.mutate()}>
        {restore.error ? <ProblemCallout error={restore.error} /> : null}
        <p>What the draft holds now is lost, unless it was published.</p>
        <Link
          className="self-start text-sm text-accent underline-offset-2 hover:underline"
          href={routes.compare(at.slug, { version: at.version, from: "draft", to: `revision:${number}` })}
        >
          What would change in the draft
        </Link>
      </Form>
    </Dialog>
  );
}
