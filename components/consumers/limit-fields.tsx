"use client";

import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt } from "@/components/ui/issue-at.ts";
import { Select } from "@/components/ui/select.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import type { PlanDto, PlanQuota, PlanRate } from "#lib/consumers/schema";

/** How fast, and how much; empty fields are no limit. */
export function LimitFields({ plan, error }: { plan: PlanDto | undefined; error: Error | null }) {
  return (
    <>
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        <Field label="Rate limit" optional hint="Requests" error={issueAt(error, "rate", "requests")}>
          <Input
            name="rate"
            type="number"
            inputMode="numeric"
            min={1}
            defaultValue={plan?.rate?.requests ?? ""}
          />
        </Field>
        <Field label="Rate limit per">
          <Select name="ratePer" defaultValue={plan?.rate?.per ?? "second"}>
            <option value="second">second</option>
            <option value="minute">minute</option>
          </Select>
        </Field>
        <Field
          label="Burst"
          optional
          hint="At once, after a quiet time"
          error={issueAt(error, "rate", "burst")}
        >
          <Input
            name="burst"
            type="number"
            inputMode="numeric"
            min={1}
            defaultValue={plan?.rate?.burst ?? ""}
          />
        </Field>
      </div>
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        <Field label="Quota" optional hint="Requests" error={issueAt(error, "quota", "requests")}>
          <Input
            name="quota"
            type="number"
            inputMode="numeric"
            min={1}
            defaultValue={plan?.quota?.requests ?? ""}
          />
        </Field>
        <Field label="Quota per" hint="Calendar, UTC">
          <Select name="quotaPer" defaultValue={plan?.quota?.per ?? "day"}>
            <option value="day">day</option>
            <option value="month">month</option>
          </Select>
        </Field>
      </div>
    </>
  );
}

const numberIn = (form: HTMLFormElement, name: string) => {
  const text = textOf(form, name).trim();
  return text === "" ? undefined : Number(text);
};

export function rateIn(form: HTMLFormElement): PlanRate {
  const requests = numberIn(form, "rate");
  const burst = numberIn(form, "burst");
  const per = textOf(form, "ratePer") === "minute" ? "minute" : "second";
  return requests === undefined ? null : { requests, per, ...(burst === undefined ? {} : { burst }) };
}

export function quotaIn(form: HTMLFormElement): PlanQuota {
  const requests = numberIn(form, "quota");
  const per = textOf(form, "quotaPer") === "month" ? "month" : "day";
  return requests === undefined ? null : { requests, per };
}
