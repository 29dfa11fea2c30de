"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { problemBeside } from "@/components/ui/issue-at.ts";
import { KeptForm } from "@/components/ui/kept-form.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { RuleDto } from "#lib/rules/schema";
import { KIND_CHOICES, kindInWords } from "./kind-words.ts";
import { readRuleFields } from "./read-rule-fields.ts";
import { RuleFields } from "./rule-fields.tsx";

const SHOWN_AT_FIELDS = ["name", "params", "scope.tiers", "scope.environments", "scope.teams"];

type RuleBody = ReturnType<typeof readRuleFields> & ({ etag: number } | { kind: string });

interface RuleDialogProps {
  rule: RuleDto | "new";
  onClose: () => void;
}

/** Sets or changes a rule. */
export function RuleDialog({ rule, onClose }: RuleDialogProps) {
  const formId = useId();
  const router = useRouter();
  const known = rule === "new" ? undefined : rule;
  const [kind, setKind] = useState(known?.kind ?? "fallback-present");
  const saving = useMutation({
    mutationFn: (body: RuleBody) =>
      known
        ? api<RuleDto>(`/governance/rules/${known.id}`, { method: "PATCH", body })
        : api<RuleDto>("/governance/rules", { method: "POST", body }),
    onSuccess: () => {
      onClose();
      router.refresh();
    },
  });
  const problem = problemBeside(saving.error, SHOWN_AT_FIELDS);
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={saving.isPending}>
        Save rule
      </Button>
    </>
  );
  const heading = (
    <Field label="Kind" hint={kindInWords(kind).about}>
      <Select value={kind} disabled={known !== undefined} onChange={(event) => setKind(event.target.value)}>
        {KIND_CHOICES.map((name) => (
          <option key={name} value={name}>
            {kindInWords(name).title}
          </option>
        ))}
      </Select>
    </Field>
  );
  return (
    <Dialog open onClose={onClose} title={known ? known.name : "New rule"} size="md" footer={footer}>
      {known ? (
        <KeptForm
          id={formId}
          className="flex flex-col gap-4"
          latest={known}
          edited={({ name, params, scope, severity, enabled }) => [name, params, scope, severity, enabled]}
          saving={saving}
          bodyOf={(form, etag) => ({ etag, ...readRuleFields(form, kind) })}
          problem={problem}
          onRenew={() => router.refresh()}
          fields={(facts, error) => (
            <>
              {heading}
              <RuleFields rule={facts} kind={kind} error={error} />
            </>
          )}
        />
      ) : (
        <Form
          id={formId}
          className="flex flex-col gap-4"
          onSubmit={(form) => saving.mutate({ kind, ...readRuleFields(form, kind) })}
        >
          {problem ? <ProblemCallout error={problem} /> : null}
          {heading}
          <RuleFields rule={undefined} kind={kind} error={saving.error} />
        </Form>
      )}
    </Dialog>
  );
}
