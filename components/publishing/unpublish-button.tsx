"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { requestPublication, type VersionRef } from "./queries.ts";
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
  const unpublish = useMutation({
    mutationFn: () => requestPublication(versionRef, { action: "unpublish", environment }),
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
              <Button variant="danger" pending={unpublish.isPending} onClick={() => unpublish.mutate()}>
                Unpublish
              </Button>
            </>
          )
        }
      >
        {unpublish.error ? <ProblemCallout error={unpublish.error} /> : null}
        {unpublish.data ? <PublicationStepper versionRef={versionRef} id={unpublish.data.id} /> : null}
      </Dialog>
    </>
  );
}
