"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { acknowledge, type LifeRef } from "./queries.ts";

interface AcknowledgeProps {
  at: LifeRef;
  application: string;
  applicationName: string;
}

/** Asks the team of an application to say that it knows that the version ends. */
export function Acknowledge({ at, application, applicationName }: AcknowledgeProps) {
  const queries = useQueryClient();
  const saying = useMutation({
    mutationFn: () => acknowledge(at, application),
    onSettled: () => queries.invalidateQueries({ queryKey: ["apis", at.slug] }),
  });
  return (
    <Callout
      tone="info"
      title={`${applicationName} is subscribed to it`}
      actions={
        <Button pending={saying.isPending} onClick={() => saying.mutate()}>
          Acknowledge
        </Button>
      }
    >
      {saying.error ? (
        <ProblemCallout error={saying.error} />
      ) : (
        "Let its team know that you know that it ends."
      )}
    </Callout>
  );
}
