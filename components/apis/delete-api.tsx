"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { SubscribersReached } from "@/components/consumers/subscribers-reached.tsx";
import { routes } from "@/components/shell/routes.ts";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { Input } from "@/components/ui/input.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import { deleteApi } from "./queries.ts";
import { useApiView } from "./use-api-view.ts";

const FORM_ID = "delete-api";

/** Cannot be undone: what goes with it is said first, and the slug is typed. */
export function DeleteApi({ slug }: { slug: string }) {
  const router = useRouter();
  const client = useQueryClient();
  const { api } = useApiView(slug);
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const whose = api.versionCount === 1 ? "its" : "their";
  const reach = `${countOf(api.versionCount, "version")} with ${whose} documents, chains, revisions and incidents`;
  const isLive = api.liveIn.length > 0;

  const remove = useMutation({
    mutationFn: () => deleteApi(slug),
    onSuccess: () => {
      toast({ tone: "ok", title: `${api.name} is deleted.` });
      router.push(routes.catalogue());
      void client.invalidateQueries({ queryKey: ["apis", "list"] });
    },
  });

  return (
    <Card aria-labelledby="delete-heading">
      <CardHeader id="delete-heading" title="Delete this API" description={`With it go ${reach}.`} />
      <CardBody className="flex flex-col items-start gap-3">
        {isLive ? (
          <Callout tone="info" title={`It is live in ${api.liveIn.join(" and ")}.`}>
            Unpublish it there first, under Activity: its callers would be refused.
          </Callout>
        ) : null}
        <SubscribersReached slug={slug} />
        <Button className="text-danger" disabled={isLive} onClick={() => setIsOpen(true)}>
          Delete…
        </Button>
      </CardBody>
      <Dialog
        open={isOpen}
        onClose={() => setIsOpen(false)}
        title={`Delete ${api.name}?`}
        description={`With it go ${reach}. This cannot be undone.`}
        footer={
          <>
            <Button onClick={() => setIsOpen(false)}>Keep it</Button>
            <Button
              type="submit"
              form={FORM_ID}
              variant="danger"
              disabled={typed !== slug}
              pending={remove.isPending}
            >
              Delete
            </Button>
          </>
        }
      >
        <Form id={FORM_ID} className="flex flex-col gap-3" onSubmit={() => typed === slug && remove.mutate()}>
          <Field label={`Type ${slug} to go on`}>
            <Input mono autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
          </Field>
          {remove.isError ? <ProblemCallout error={remove.error} /> : null}
        </Form>
      </Dialog>
    </Card>
  );
}
