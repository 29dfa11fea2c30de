"use client";

import { Field } from "@/components/ui/field.tsx";
import { issueAt } from "@/components/ui/issue-at.ts";
import { Select } from "@/components/ui/select.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import type { VersionLife } from "#lib/versions/schema";
import { BrownoutFields } from "./brownout-fields.tsx";
import type { Step } from "./life-words.ts";
import type { LifeRef } from "./queries.ts";
import { SunsetField } from "./sunset-field.tsx";

interface StepFieldsProps {
  at: LifeRef;
  step: Step;
  life: VersionLife;
  others: string[];
  error: Error | null;
}

/** What a step has to be told. */
export function StepFields({ at, step, life, others, error }: StepFieldsProps) {
  if (step === "block")
    return (
      <Field label="Why" hint="Teams that call it read it." error={issueAt(error, "reason")}>
        <Textarea name="reason" rows={2} maxLength={2000} required />
      </Field>
    );
  if (step !== "deprecate") return null;
  return (
    <>
      <SunsetField at={at} announced={life.sunsetAt?.slice(0, 10) ?? ""} error={error} />
      <Field
        label="Successor"
        optional
        hint="What callers should move to."
        error={issueAt(error, "successor")}
      >
        <Select name="successor" defaultValue={life.successor?.version ?? ""}>
          <option value="">None</option>
          {others.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <BrownoutFields announced={life.brownouts} error={error} />
      <Field label="Note" optional hint="How to move, and whom to ask." error={issueAt(error, "note")}>
        <Textarea name="note" rows={3} maxLength={2000} defaultValue={life.note} />
      </Field>
    </>
  );
}
