"use client";

import { Field } from "@/components/ui/field.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { SubmitReview } from "#lib/reviews/schema";
import { inAnHour, TimeField } from "./time-field.tsx";

export type PublishWhen = SubmitReview["publish"];

interface PublishChoiceProps {
  value: PublishWhen;
  onChange: (value: PublishWhen) => void;
  error?: string | undefined;
}

/** When an approved draft goes live. */
export function PublishChoice({ value, onChange, error }: PublishChoiceProps) {
  const isAt = value !== "by_hand" && value !== "on_approval";
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label="Publish">
        <Select
          value={isAt ? "at" : value}
          onChange={({ target }) =>
            onChange(target.value === "at" ? inAnHour() : (target.value as PublishWhen))
          }
        >
          <option value="by_hand">when somebody does</option>
          <option value="on_approval">as soon as it is approved</option>
          <option value="at">at a chosen time</option>
        </Select>
      </Field>
      {isAt ? <TimeField value={value} onChange={(at) => onChange(at ?? "by_hand")} error={error} /> : null}
    </div>
  );
}
