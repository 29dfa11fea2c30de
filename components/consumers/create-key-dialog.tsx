"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Select } from "@/components/ui/select.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import type { EnvironmentDto } from "#lib/catalogue/schema";
import { NewSecret } from "./new-secret.tsx";
import { CONSUMERS, createKey } from "./queries.ts";

interface CreateKeyDialogProps {
  slug: string;
  environments: EnvironmentDto[];
  /** Where the application is subscribed, if it is. */
  suggested: string | undefined;
  onClose: () => void;
}

const LIVES = [
  { days: 0, word: "When somebody revokes it" },
  { days: 30, word: "In 30 days" },
  { days: 90, word: "In 90 days" },
  { days: 365, word: "In a year" },
];

export function CreateKeyDialog({ slug, environments, suggested, onClose }: CreateKeyDialogProps) {
  const formId = useId();
  const client = useQueryClient();
  const creating = useMutation({
    mutationFn: (body: Parameters<typeof createKey>[1]) => createKey(slug, body),
    onSuccess: () => client.invalidateQueries({ queryKey: CONSUMERS }),
  });
  const problem = problemBeside(creating.error, ["name", "environment", "expiresInDays"]);
  function submit(form: HTMLFormElement) {
    const days = Number(textOf(form, "days"));
    creating.mutate({
      name: textOf(form, "name"),
      environment: textOf(form, "environment"),
      ...(days > 0 ? { expiresInDays: days } : {}),
    });
  }
  const footer = creating.data ? (
    <Button variant="primary" onClick={onClose}>
      I have kept it
    </Button>
  ) : (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={creating.isPending}>
        Create key
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      size="md"
      title={creating.data ? `Key ${creating.data.key.name}` : "New key"}
      description="A key is for one environment, and for every API the application is subscribed to there."
      footer={footer}
    >
      {creating.data ? (
        <NewSecret slug={slug} made={creating.data} />
      ) : (
        <Form id={formId} className="flex flex-col gap-4" onSubmit={submit}>
          {problem ? <ProblemCallout error={problem} /> : null}
          <Field label="Name" hint="What uses it: “web shop”." error={issueAt(creating.error, "name")}>
            <Input name="name" maxLength={80} autoComplete="off" required />
          </Field>
          <Field label="Environment" error={issueAt(creating.error, "environment")}>
            <Select name="environment" defaultValue={suggested}>
              {environments.map((environment) => (
                <option key={environment.slug} value={environment.slug}>
                  {environment.name}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Ends" error={issueAt(creating.error, "expiresInDays")}>
            <Select name="days" defaultValue={0}>
              {LIVES.map(({ days, word }) => (
                <option key={days} value={days}>
                  {word}
                </option>
              ))}
            </Select>
          </Field>
        </Form>
      )}
    </Dialog>
  );
}
