"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Form } from "@/components/ui/form.tsx";
import { problemBeside } from "@/components/ui/issue-at.ts";
import { KeptForm } from "@/components/ui/kept-form.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import type { CreatePlan, PlanDto, UpdatePlan } from "#lib/consumers/schema";
import { PlanDeliveries } from "./plan-deliveries.tsx";
import { PlanFields, planIn } from "./plan-fields.tsx";
import { CONSUMERS, createPlan, deletePlan, plansQuery, updatePlan } from "./queries.ts";

interface PlanDialogProps {
  slug: string;
  version: string;
  /** Absent: a new one. */
  plan: PlanDto | undefined;
  onClose: () => void;
}

const FIELDS = ["name", "description", "rate.requests", "rate.burst", "quota.requests"];

/** One plan; how far a change of it has come is shown where somebody has it. */
export function PlanDialog({ slug, version, plan, onClose }: PlanDialogProps) {
  const formId = useId();
  const client = useQueryClient();
  const stale = () => client.invalidateQueries({ queryKey: CONSUMERS });
  const at = { slug, version, id: plan?.id ?? "" };
  const isHeld = Boolean(plan?.subscribers);
  const saving = useMutation({
    mutationFn: (body: CreatePlan | UpdatePlan): Promise<PlanDto> =>
      "etag" in body ? updatePlan(at, body) : createPlan(slug, version, body),
    onSuccess: async () => {
      await stale();
      if (!isHeld) onClose();
    },
  });
  const removing = useMutation({
    mutationFn: () => deletePlan(at),
    onSuccess: async () => {
      await stale();
      onClose();
    },
  });
  const error = saving.error ?? removing.error;
  const problem = problemBeside(error, FIELDS);
  if (saving.data)
    return (
      <Dialog
        open
        onClose={onClose}
        size="md"
        title={saving.data.name}
        footer={
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <PlanDeliveries at={at} />
      </Dialog>
    );
  const footer = (
    <>
      {plan && !isHeld ? (
        <Button variant="danger" pending={removing.isPending} onClick={() => removing.mutate()}>
          Delete
        </Button>
      ) : null}
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={saving.isPending}>
        {plan ? "Save" : "Offer it"}
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} size="md" title={plan ? plan.name : "New plan"} footer={footer}>
      {plan ? (
        <KeptForm
          id={formId}
          className="flex flex-col gap-4"
          latest={plan}
          edited={(facts) => ({ ...facts, etag: 0, subscribers: 0 })}
          saving={saving}
          bodyOf={(form, etag) => ({ ...planIn(form), etag, offered: textOf(form, "offered") === "on" })}
          problem={problem}
          onRenew={() => void client.invalidateQueries(plansQuery(slug, version))}
          fields={(facts, refused) => <PlanFields plan={facts} error={refused} />}
        />
      ) : (
        <Form id={formId} className="flex flex-col gap-4" onSubmit={(form) => saving.mutate(planIn(form))}>
          {problem ? <ProblemCallout error={problem} /> : null}
          <PlanFields plan={undefined} error={error} />
        </Form>
      )}
    </Dialog>
  );
}
