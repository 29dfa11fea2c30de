"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { PublicationStepper } from "@/components/publishing/stepper.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { problemBeside } from "@/components/ui/issue-at.ts";
import { KeptForm } from "@/components/ui/kept-form.tsx";
import type { MoveVersion, VersionLife } from "#lib/versions/schema";
import { CONSEQUENCES, reachOf, STEP_WORDS, type Step } from "./life-words.ts";
import { moveVersion, type LifeRef } from "./queries.ts";
import { StepFields } from "./step-fields.tsx";
import { FIELDS, stepOf } from "./step-of.ts";

interface StepDialogProps {
  at: LifeRef;
  life: VersionLife;
  step: Step;
  /** What may follow it: the API's other versions. */
  others: string[];
  onClose: () => void;
}

/** One step in a version's life: what it does and whom it reaches before the click, the gateways' receipts after it. */
export function StepDialog({ at, life, step, others, onClose }: StepDialogProps) {
  const formId = useId();
  const queries = useQueryClient();
  const moving = useMutation({
    mutationFn: (body: MoveVersion) => moveVersion(at, body),
    onSettled: () => queries.invalidateQueries({ queryKey: ["apis", at.slug] }),
  });
  const isHeld = step === "retire" && life.obstacles.length > 0;
  const footer = moving.data ? (
    <Button variant="primary" onClick={onClose}>
      Done
    </Button>
  ) : (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        type="submit"
        form={formId}
        disabled={isHeld}
        variant={step === "restore" || step === "unblock" ? "primary" : "danger"}
        pending={moving.isPending}
      >
        {STEP_WORDS[step]}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      size="md"
      title={`${STEP_WORDS[step]} ${at.slug} ${at.version}`}
      description={CONSEQUENCES[step]}
      footer={footer}
    >
      {moving.data ? (
        <Receipts at={at} publications={moving.data.publications} />
      ) : (
        <KeptForm
          id={formId}
          className="flex flex-col gap-4"
          latest={life}
          edited={announcedIn}
          saving={moving}
          bodyOf={(form, etag) => stepOf(step, etag, { form, slug: at.slug })}
          problem={problemBeside(moving.error, FIELDS)}
          onRenew={() => void queries.invalidateQueries({ queryKey: ["apis", at.slug] })}
          fields={(known, error) => (
            <>
              <p>{reachOf(life)}</p>
              {isHeld ? <Obstacles life={life} /> : null}
              <StepFields at={at} step={step} life={known} others={others} error={error} />
            </>
          )}
        />
      )}
    </Dialog>
  );
}

/** What a step changes: whoever calls meanwhile changes nothing of it. */
function announcedIn({ stage, isBlocked, blockedReason, sunsetAt, successor, note, brownouts }: VersionLife) {
  return [stage, isBlocked, blockedReason, sunsetAt, successor, note, brownouts];
}

export function Obstacles({ life }: { life: VersionLife }) {
  return (
    <Callout tone="warn" title="It cannot be retired yet">
      <ul className="flex list-disc flex-col gap-1 pl-4">
        {life.obstacles.map(({ code, message }) => (
          <li key={code}>{message}</li>
        ))}
      </ul>
    </Callout>
  );
}

function Receipts({
  at,
  publications,
}: {
  at: LifeRef;
  publications: { environment: string; publicationId: string }[];
}) {
  if (publications.length === 0)
    return <p role="status">It is done. No gateway serves it, so none has to know.</p>;
  return (
    <>
      {publications.map(({ environment, publicationId }) => (
        <section key={environment} aria-label={environment} className="flex flex-col gap-2">
          <h3 className="text-sm font-semibold">{environment}</h3>
          <PublicationStepper versionRef={at} id={publicationId} />
        </section>
      ))}
    </>
  );
}
