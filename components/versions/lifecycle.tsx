"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApiView } from "@/components/apis/use-api-view.ts";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Acknowledge } from "./acknowledge.tsx";
import { Callers } from "./callers.tsx";
import { LifeFacts } from "./life-facts.tsx";
import { STEP_WORDS, type Step } from "./life-words.ts";
import { lifeQuery } from "./queries.ts";
import { StagePath } from "./stage-path.tsx";
import { Obstacles, StepDialog } from "./step-dialog.tsx";

const ORDER: readonly Step[] = ["unblock", "restore", "retire", "deprecate", "block"];

/** Where a version is in its life, what was announced, who relies on it, and the next step. */
export function Lifecycle({ slug, version }: { slug: string; version: string }) {
  const { api } = useApiView(slug);
  const at = { slug, version };
  const { data: life } = useSuspenseQuery(lifeQuery(at));
  const [step, setStep] = useState<Step>();
  const steps = ORDER.filter((one) => life.actions.includes(one));
  return (
    <>
      <Card aria-labelledby="life-heading">
        <CardHeader
          id="life-heading"
          title={`Life of ${version}`}
          description="What callers are told, and until when they can rely on it."
          actions={steps.map((one) => (
            <Button key={one} variant={one === "block" ? "ghost" : "secondary"} onClick={() => setStep(one)}>
              {one === "deprecate" && life.stage === "deprecated"
                ? "Change what is announced"
                : STEP_WORDS[one]}
            </Button>
          ))}
        />
        <div className="flex flex-col gap-4 p-4">
          <StagePath stage={life.stage} />
          {life.blockedAt ? (
            <Callout tone="danger" title={`Blocked by ${life.blockedByName}`}>
              {life.blockedReason} Since <RelativeTime at={life.blockedAt} /> it answers 503 to everybody.
            </Callout>
          ) : null}
          {life.toAcknowledge.map((one) => (
            <Acknowledge key={one.application} at={at} {...one} />
          ))}
          {life.obstacles.length > 0 && life.actions.includes("retire") ? <Obstacles life={life} /> : null}
          <LifeFacts life={life} />
        </div>
      </Card>
      {api.maySeeSubscribers ? <Callers at={at} stage={life.stage} /> : null}
      {step ? (
        <StepDialog
          at={at}
          life={life}
          step={step}
          others={api.versions.map(({ name }) => name).filter((name) => name !== version)}
          onClose={() => setStep(undefined)}
        />
      ) : null}
    </>
  );
}
