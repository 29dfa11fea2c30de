"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { Input } from "@/components/ui/input.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { ApplicationDetail } from "#lib/consumers/schema";
import { CONSUMERS, deleteApplication } from "./queries.ts";

const FORM_ID = "delete-application";

/** Cannot be undone: the slug is typed, and its keys end with it. Refused while it has a subscription. */
export function DeleteApplication({ application }: { application: ApplicationDetail }) {
  const { slug, name, usableKeys, mayDelete } = application;
  const router = useRouter();
  const client = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const removing = useMutation({
    mutationFn: () => deleteApplication(slug),
    onSuccess: () => {
      toast({ tone: "ok", title: `${name} is deleted.` });
      router.push(routes.applications());
      void client.invalidateQueries({ queryKey: [...CONSUMERS, "applications"] });
    },
  });
  if (!mayDelete) return null;
  return (
    <>
      <Button className="text-danger" onClick={() => setIsOpen(true)}>
        Delete…
      </Button>
      <Dialog
        open={isOpen}
        onClose={() => setIsOpen(false)}
        title={`Delete ${name}?`}
        description={`With it end ${countOf(usableKeys, "key")} at every gateway. This cannot be undone.`}
        footer={
          <>
            <Button onClick={() => setIsOpen(false)}>Keep it</Button>
            <Button
              type="submit"
              form={FORM_ID}
              variant="danger"
              disabled={typed !== slug}
              pending={removing.isPending}
            >
              Delete
            </Button>
          </>
        }
      >
        <Form
          id={FORM_ID}
          className="flex flex-col gap-3"
          onSubmit={() => typed === slug && removing.mutate()}
        >
          <Field label={`Type ${slug} to go on`}>
            <Input mono autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
          </Field>
          {removing.error ? <ProblemCallout error={removing.error} /> : null}
        </Form>
      </Dialog>
    </>
  );
}
