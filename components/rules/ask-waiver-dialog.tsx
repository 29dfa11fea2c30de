"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId } from "react";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import type { RuleFinding } from "#lib/governance/schema";

interface AskWaiverDialogProps {
  at: { slug: string; version: string };
  finding: RuleFinding;
  onClose: () => void;
}

/** Asks governance to let one rule be broken by one version until a day. */
export function AskWaiverDialog({ at, finding, onClose }: AskWaiverDialogProps) {
  const formId = useId();
  const router = useRouter();
  const asking = useMutation({
    mutationFn: (form: HTMLFormElement) => {
      const day = textOf(form, "until");
      return api(`/apis/${at.slug}/waivers`, {
        method: "POST",
        body: {
          rule: finding.ruleId,
          version: at.version,
          reason: textOf(form, "reason"),
          until: day === "" ? "" : `${day}T00:00:00Z`,
        },
      });
    },
    onSuccess: () => {
      onClose();
      router.refresh();
    },
  });
  const problem = problemBeside(asking.error, ["reason", "until"]);
  return (
    <Dialog
      open
      onClose={onClose}
      title="Ask for a waiver"
      description={`That ${at.slug} ${at.version} need not keep “${finding.rule}” for a while. Governance decides.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={asking.isPending}>
            Ask
          </Button>
        </>
      }
    >
      <Form id={formId} className="flex flex-col gap-4" onSubmit={(form) => asking.mutate(form)}>
        {problem ? <ProblemCallout error={problem} /> : null}
        <Field label="Why" required error={issueAt(asking.error, "reason")}>
          <Textarea name="reason" rows={3} maxLength={2000} required />
        </Field>
        <Field
          label="Until"
          required
          hint="A year at most. Then the rule counts again."
          error={issueAt(asking.error, "until")}
        >
          <Input name="until" type="date" required />
        </Field>
      </Form>
    </Dialog>
  );
}
