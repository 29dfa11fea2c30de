"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Select } from "@/components/ui/select.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import { OVERLAP_DEFAULT_HOURS, type KeySummary } from "#lib/consumers/schema";
import { NewSecret } from "./new-secret.tsx";
import { CONSUMERS, rotateKey } from "./queries.ts";

const OVERLAPS = [
  { hours: 0, word: "End it at once" },
  { hours: 1, word: "Keep it for 1 hour" },
  { hours: 24, word: "Keep it for 1 day" },
  { hours: 168, word: "Keep it for 1 week" },
  { hours: 720, word: "Keep it for 30 days" },
];

/** A new key in the place of an old one, which stays good for a while. */
export function RotateKeyDialog({
  slug,
  target,
  onClose,
}: {
  slug: string;
  target: KeySummary;
  onClose: () => void;
}) {
  const formId = useId();
  const client = useQueryClient();
  const rotating = useMutation({
    mutationFn: (overlapHours: number) => rotateKey(slug, target.id, { overlapHours }),
    onSettled: () => client.invalidateQueries({ queryKey: CONSUMERS }),
  });
  const footer = rotating.data ? (
    <Button variant="primary" onClick={onClose}>
      I have kept it
    </Button>
  ) : (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={rotating.isPending}>
        Rotate key
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      size="md"
      title={`Rotate ${target.name}`}
      description="You get a new key; meanwhile both are good, so that nothing stops while you roll it out."
      footer={footer}
    >
      {rotating.data ? (
        <NewSecret slug={slug} made={rotating.data} />
      ) : (
        <Form
          id={formId}
          className="flex flex-col gap-4"
          onSubmit={(form) => rotating.mutate(Number(textOf(form, "hours")))}
        >
          {rotating.error ? <ProblemCallout error={rotating.error} /> : null}
          <Field label="The present key" hint="Never longer than it would have lasted.">
            <Select name="hours" defaultValue={OVERLAP_DEFAULT_HOURS}>
              {OVERLAPS.map(({ hours, word }) => (
                <option key={hours} value={hours}>
                  {word}
                </option>
              ))}
            </Select>
          </Field>
        </Form>
      )}
    </Dialog>
  );
}
