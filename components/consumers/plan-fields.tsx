"use client";

import { Callout } from "@/components/ui/callout.tsx";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { Field } from "@/components/ui/field.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { Input } from "@/components/ui/input.tsx";
import { issueAt } from "@/components/ui/issue-at.ts";
import { Select } from "@/components/ui/select.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import type { CreatePlan, PlanDto } from "#lib/consumers/schema";
import { LimitFields, quotaIn, rateIn } from "./limit-fields.tsx";
import { APPROVAL_WORDS } from "./words.ts";

/** What a plan is made of. Whom a change reaches is said above it. */
export function PlanFields({ plan, error }: { plan: PlanDto | undefined; error: Error | null }) {
  const reaches = plan?.subscribers ?? 0;
  return (
    <>
      {reaches > 0 ? (
        <Callout tone="warn">
          {`${countOf(reaches, "subscriber")} with this plan: new limits hold for them at once.`}
        </Callout>
      ) : null}
      <Field label="Name" error={issueAt(error, "name")}>
        <Input name="name" maxLength={60} defaultValue={plan?.name} autoComplete="off" required />
      </Field>
      <Field label="Description" optional error={issueAt(error, "description")}>
        <Input name="description" maxLength={300} defaultValue={plan?.description} />
      </Field>
      <LimitFields plan={plan} error={error} />
      <Field label="Subscribing">
        <Select name="approval" defaultValue={plan?.approval ?? "automatic"}>
          {(["automatic", "manual"] as const).map((approval) => (
            <option key={approval} value={approval}>
              {APPROVAL_WORDS[approval]}
            </option>
          ))}
        </Select>
      </Field>
      {plan ? (
        <Checkbox name="offered" defaultChecked={plan.offered} label="Offered to new subscribers" />
      ) : null}
    </>
  );
}

/** What is typed. */
export function planIn(form: HTMLFormElement): CreatePlan {
  return {
    name: textOf(form, "name"),
    description: textOf(form, "description"),
    approval: textOf(form, "approval") === "automatic" ? "automatic" : "manual",
    rate: rateIn(form),
    quota: quotaIn(form),
  };
}
