"use client";

import { CircleAlert } from "lucide-react";
import { useId } from "react";
import type { PlanDto } from "#lib/consumers/schema";
import { APPROVAL_WORDS, limitsOf } from "./words.ts";

interface PlanChoiceProps {
  plans: PlanDto[];
  chosen: string;
  onChoose: (id: string) => void;
  error: string | undefined;
}

/** One of the plans, all in sight. Radio buttons to the platform: arrows move, one Tab stop. */
export function PlanChoice({ plans, chosen, onChoose, error }: PlanChoiceProps) {
  const name = useId();
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">Plan</legend>
      {plans.map((plan) => (
        <label
          key={plan.id}
          className="flex cursor-pointer items-start gap-3 rounded-md border p-3 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            value={plan.id}
            checked={plan.id === chosen}
            onChange={() => onChoose(plan.id)}
            className="mt-1 accent-accent"
          />
          <span className="flex min-w-0 flex-col text-sm">
            <span className="font-medium break-words">{plan.name}</span>
            {plan.description ? <span className="break-words">{plan.description}</span> : null}
            <span className="text-text-muted">{`${limitsOf(plan)}. ${APPROVAL_WORDS[plan.approval]}.`}</span>
          </span>
        </label>
      ))}
      {error ? (
        <p className="flex items-start gap-1.5 text-sm text-danger">
          <CircleAlert aria-hidden className="size-4 shrink-0 translate-y-0.5" />
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
