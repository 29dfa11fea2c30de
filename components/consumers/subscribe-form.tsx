"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { environmentsQuery } from "@/components/apis/queries.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Select } from "@/components/ui/select.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import { Textarea } from "@/components/ui/textarea.tsx";
import type { ApplicationSummary, PlanDto, Subscribe } from "#lib/consumers/schema";
import type { Page } from "#lib/paging/schema";
import { ApplicationField } from "./application-field.tsx";
import { PlanChoice } from "./plan-choice.tsx";
import { CONSUMERS, subscribe } from "./queries.ts";
import type { SubscribeTo } from "./subscribe-dialog.tsx";
import { Subscribed, SubscribedFooter } from "./subscribed.tsx";

interface SubscribeFormProps {
  to: SubscribeTo;
  title: string;
  /** The first of them. */
  applications: Page<ApplicationSummary>;
  plans: PlanDto[];
  onClose: () => void;
}

export function SubscribeForm({ to, title, applications, plans, onClose }: SubscribeFormProps) {
  const formId = useId();
  const client = useQueryClient();
  const { data: environments } = useQuery(environmentsQuery);
  const [planId, setPlanId] = useState(plans[0]?.id ?? "");
  const plan = plans.find(({ id }) => id === planId) ?? plans[0];
  const isManual = plan?.approval === "manual";
  const subscribing = useMutation({
    mutationFn: ({ application, ...body }: Subscribe & { application: string }) =>
      subscribe(application, body),
    onSuccess: () => {
      // Also whose key a request can be tried with: a page that shows it need not be loaded again.
      void client.invalidateQueries({ queryKey: ["apis", to.slug, "versions", to.version, "call"] });
      return client.invalidateQueries({ queryKey: CONSUMERS });
    },
  });
  const problem = problemBeside(subscribing.error, ["plan", "environment", "purpose"]);
  const submit = (form: HTMLFormElement) =>
    subscribing.mutate({
      application: textOf(form, "application"),
      api: to.slug,
      version: to.version,
      environment: textOf(form, "environment"),
      plan: plan?.id ?? "",
      purpose: textOf(form, "purpose"),
    });
  const footer = subscribing.data ? (
    <SubscribedFooter subscription={subscribing.data} onClose={onClose} />
  ) : (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={subscribing.isPending}>
        {isManual ? "Send the request" : "Subscribe"}
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} size="md" title={title} footer={footer}>
      {subscribing.data ? (
        <Subscribed subscription={subscribing.data} team={to.team} />
      ) : (
        <Form id={formId} className="flex flex-col gap-4" onSubmit={submit}>
          {problem ? <ProblemCallout error={problem} /> : null}
          <div className="grid gap-4 sm:grid-cols-2">
            <ApplicationField first={applications} />
            <Field label="Environment" error={issueAt(subscribing.error, "environment")}>
              <Select
                name="environment"
                defaultValue={to.liveIn.includes(to.environment) ? to.environment : to.liveIn[0]}
              >
                {to.liveIn.map((environment) => (
                  <option key={environment} value={environment}>
                    {environments?.find(({ slug }) => slug === environment)?.name ?? environment}
                  </option>
                ))}
              </Select>
            </Field>
          </div>
          <PlanChoice
            plans={plans}
            chosen={plan?.id ?? ""}
            onChoose={setPlanId}
            error={issueAt(subscribing.error, "plan")}
          />
          <Field
            label="What it is for"
            optional={!isManual}
            hint={isManual ? "Whoever approves it reads it." : undefined}
            error={issueAt(subscribing.error, "purpose")}
          >
            <Textarea name="purpose" rows={2} maxLength={500} required={isManual} />
          </Field>
          <p className="text-sm text-text-muted">
            {isManual
              ? `Next: ${to.team} gets your request and answers; you are told, and it works once the gateways have it.`
              : "Next: it works as soon as the gateways have it, within about a second. Then make a key."}
          </p>
        </Form>
      )}
    </Dialog>
  );
}
