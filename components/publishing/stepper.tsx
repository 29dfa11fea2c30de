"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, CircleDashed, X } from "lucide-react";
import { Callout } from "@/components/ui/callout.tsx";
import { cn } from "@/components/ui/cn.ts";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { Spinner } from "@/components/ui/spinner.tsx";
import { publicationQuery, type VersionRef } from "./queries.ts";
import { publicationSentence, stepsOf, type Delivered, type StepState, type StepperStep } from "./steps.ts";

/** A publication on its way, step by step, from the gateways' own receipts. */
export function PublicationStepper({ versionRef, id }: { versionRef: VersionRef; id: string }) {
  const publication = useQuery(publicationQuery(versionRef, id));
  if (publication.isPending) return <Skeleton className="h-24 w-full" />;
  if (publication.isLoadingError) return <ProblemCallout error={publication.error} />;
  return <DeliverySteps change={publication.data} sentence={publicationSentence(publication.data)} />;
}

/** How far a change has come, and what each gateway says of it. */
export function DeliverySteps({ change, sentence }: { change: Delivered; sentence: string }) {
  const steps = stepsOf(change);
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="text-sm font-medium">
        {sentence}
      </p>
      <ol className={cn("grid gap-2", steps.length === 3 ? "grid-cols-3" : "grid-cols-2 sm:grid-cols-4")}>
        {steps.map((step) => (
          <Step key={step.name} step={step} />
        ))}
      </ol>
      <Receipts change={change} />
      {change.error ? (
        <Callout tone="warn" title="Not written yet">
          {change.error} It is tried again by itself.
        </Callout>
      ) : null}
    </div>
  );
}

const ICON: Record<StepState, { className: string; word: string }> = {
  done: { className: "text-ok", word: "done" },
  doing: { className: "text-accent", word: "under way" },
  waiting: { className: "text-text-muted", word: "not yet" },
  failed: { className: "text-danger", word: "failed" },
};

function Step({ step }: { step: StepperStep }) {
  const look = ICON[step.state];
  return (
    <li className="flex flex-col gap-0.5 rounded-md border p-2.5">
      <span
        className={cn(
          "flex items-center gap-1.5 text-sm font-medium",
          step.state === "waiting" && "text-text-muted",
        )}
      >
        <span className={cn("[&_svg]:size-4", look.className)}>
          <StepIcon state={step.state} />
        </span>
        <span className="first-letter:uppercase">{step.name}</span>
        <span className="sr-only">{look.word}</span>
      </span>
      <span className="min-h-4 text-xs text-text-muted tabular-nums">
        {[step.detail, step.time].filter(Boolean).join(" · ")}
      </span>
    </li>
  );
}

function StepIcon({ state }: { state: StepState }) {
  switch (state) {
    case "done":
      return <Check aria-hidden />;
    case "doing":
      return <Spinner />;
    case "waiting":
      return <CircleDashed aria-hidden />;
    case "failed":
      return <X aria-hidden />;
  }
}

function Receipts({ change }: { change: Delivered }) {
  const { receipts, waiting, notConnected } = change;
  if (receipts.length + waiting.length + notConnected.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 text-sm" aria-label="Receipts">
      {receipts.map((receipt) => (
        <li key={receipt.node} className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-mono text-xs">{receipt.node}</span>
          {receipt.rejected ? (
            <span className="text-danger">refused it: {receipt.reason}</span>
          ) : (
            <span className="text-text-muted tabular-nums">
              {receipt.joinedLater
                ? "has it since it started"
                : `applied in ${formatDuration(receipt.elapsedMs)}`}
            </span>
          )}
        </li>
      ))}
      {waiting.map((node) => (
        <li key={node} className="flex items-baseline gap-2">
          <span className="font-mono text-xs">{node}</span>
          <span className="text-text-muted">has not answered yet</span>
        </li>
      ))}
      {notConnected.map((node) => (
        <li key={node} className="flex items-baseline gap-2">
          <span className="font-mono text-xs">{node}</span>
          <span className="text-warn">is not connected; it applies the change when it returns</span>
        </li>
      ))}
    </ul>
  );
}
