"use client";

import { useMutation } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import type { SavedViewDto } from "#lib/catalogue/schema";
import { createView, updateView } from "./queries.ts";

interface ViewNameDialogProps {
  /** The one to rename; absent: a new one. */
  view: SavedViewDto | undefined;
  search: string;
  onClose: () => void;
  onSaved: (view: SavedViewDto) => void;
}

/** Names what is shown. */
export function ViewNameDialog({ view, search, onClose, onSaved }: ViewNameDialogProps) {
  const formId = useId();
  const [name, setName] = useState(view?.name ?? "");
  const saving = useMutation({
    mutationFn: () => (view ? updateView(view.id, { name }) : createView({ name, search })),
    onSuccess: onSaved,
  });
  const fieldError = issueAt(saving.error, "name");
  return (
    <Dialog
      open
      onClose={onClose}
      title={view ? "Rename the view" : "Save this search"}
      description="Words, filters, order and look. It is yours; its link can be passed on."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={saving.isPending}>
            Save
          </Button>
        </>
      }
    >
      <Form id={formId} className="flex flex-col gap-4" onSubmit={() => saving.mutate()}>
        {saving.error && !fieldError ? <ProblemCallout error={saving.error} /> : null}
        <Field label="Name" error={fieldError}>
          <Input
            value={name}
            maxLength={80}
            required
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </Form>
    </Dialog>
  );
}
