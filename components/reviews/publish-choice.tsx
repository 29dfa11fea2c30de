"use client";

import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { SubmitReview } from "#lib/reviews/schema";

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
      {isAt ? (
        <Field label="At (your time)" error={error}>
          <Input
            type="datetime-local"
            value={localOf(value)}
            onChange={({ target }) =>
              onChange(target.value === "" ? "by_hand" : new Date(target.value).toISOString())
            }
          />
        </Field>
      ) : null}
    </div>
  );
}

function inAnHour(): string {
  return new Date(Math.ceil(Date.now() / 60_000 + 60) * 60_000).toISOString();
}

/** As `datetime-local` wants it: without a zone, in the reader's own. */
function localOf(iso: string): string {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
