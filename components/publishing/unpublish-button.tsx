"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { SubscribersReached } from "@/components/consumers/subscribers-reached.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { DependentItems } from "./dependent-items.tsx";
import { dependentsQuery, requestPublication, type VersionRef } from "./queries.ts";
import { PublicationStepper } from "./stepper.tsx";

interface UnpublishButtonProps {
  versionRef: VersionRef;
  environment: string;
  /** Whether there is anything to take out. The dialog stays open past that, for the receipts. */
  isLive: boolean;
}

/** Takes a version out of an environment. Says what that does before the click that does it. */
export function UnpublishButton({ versionRef, environment, isLive }: UnpublishButtonProps) {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const dependents = useQuery({ ...dependentsQuery(versionRef, environment), enabled: open });
  const isUsed = dependents.data !== undefined && dependents.data.total + dependents.data.hidden > 0;
  const unpublish = useMutation({
    mutationFn: () =>
      requestPublication(versionRef, {
        action: "unpublish",
        environment,
        ...(isUsed ? { force: true } : {}),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["apis", versionRef.slug] }),
  });
  return (
    <>
      {isLive ? (
        <Button variant="ghost" onClick={() => setOpen(true)}>
          Unpublish
        </Button>
      ) : null}
      <Dialog
        open={open}
        onClose={() => {
          setOpen(false);
          unpublish.reset();
        }}
        size="lg"
        title={`Unpublish from ${environment}`}
        description={`Gateways in ${environment} will answer 404 for its routes. Other environments are not touched.`}
        footer={
          unpublish.data ? (
            <Button variant="primary" onClick={() => setOpen(false)}>
              Done
            </Button>
          ) : (
            <>
              <Button onClick={() => setOpen(false)}>Cancel</Button>
              <Button
                variant="danger"
                pending={unpublish.isPending}
                disabled={dependents.isPending}
                onClick={() => unpublish.mutate()}
              >
                {isUsed ? "Unpublish all the same" : "Unpublish"}
              </Button>
            </>
          )
        }
      >
        {isUsed && !unpublish.data ? (
          <Callout tone="warn" title="It is in the fallback chain of other APIs" className="mb-4">
            <p>They keep what they serve now, and cannot be published until it is back or taken out.</p>
            <DependentItems dependents={dependents.data} environment={environment} />
          </Callout>
        ) : null}
        {open && !unpublish.data ? <SubscribersReached slug={versionRef.slug} /> : null}
        {unpublish.error ? <ProblemCallout error={unpublish.error} /> : null}
        {unpublish.data ? <PublicationStepper versionRef={versionRef} id={unpublish.data.id} /> : null}
      </Dialog>
    </>
  );
}
