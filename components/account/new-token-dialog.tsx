"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Select } from "@/components/ui/select.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import type { CreatedToken, CreateToken } from "#lib/identity/schema";
import { TOKENS } from "./queries.ts";
import { ScopeFields, scopesOf, type Choices } from "./scope-fields.tsx";

const LIVES = [
  { days: 7, label: "7 days" },
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 365, label: "A year" },
];

/** Makes a token, then shows it: this once. */
export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const formId = useId();
  const client = useQueryClient();
  const [choices, setChoices] = useState<Choices>({ catalogue: "read" });
  const creating = useMutation({
    mutationFn: (body: CreateToken) => api<CreatedToken>("/account/tokens", { method: "POST", body }),
    onSuccess: () => client.invalidateQueries({ queryKey: TOKENS }),
  });
  if (creating.data) return <ShownOnce created={creating.data} onClose={onClose} />;
  const problem = problemBeside(creating.error, ["name", "scopes", "expiresInDays"]);
  const submit = (form: HTMLFormElement) =>
    creating.mutate({
      name: textOf(form, "name"),
      expiresInDays: Number(textOf(form, "expiresInDays")),
      scopes: scopesOf(choices),
    });
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={creating.isPending}>
        Make the token
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} size="md" title="New access token" footer={footer}>
      <Form id={formId} className="flex flex-col gap-4" onSubmit={submit}>
        {problem ? <ProblemCallout error={problem} /> : null}
        <Field label="Name" hint="What uses it, and where." error={issueAt(creating.error, "name")}>
          <Input name="name" autoComplete="off" required />
        </Field>
        <Field label="Ends in" error={issueAt(creating.error, "expiresInDays")}>
          <Select name="expiresInDays" defaultValue="30">
            {LIVES.map(({ days, label }) => (
              <option key={days} value={days}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        <ScopeFields choices={choices} onChange={setChoices} error={issueAt(creating.error, "scopes")} />
      </Form>
    </Dialog>
  );
}

function ShownOnce({ created, onClose }: { created: CreatedToken; onClose: () => void }) {
  const example = `curl -H "Authorization: Bearer $UNDERSTUDY_TOKEN" ${window.location.origin}/api/v1/session`;
  const footer = (
    <Button variant="primary" onClick={onClose}>
      Done
    </Button>
  );
  return (
    <Dialog open onClose={onClose} size="md" title={`${created.token.name} is made`} footer={footer}>
      <Callout tone="warn" title="Copy the token now: it is shown only this once.">
        Whoever has it acts as you, within its scopes. Keep it where secrets are kept.
      </Callout>
      <CodeBlock label="access token" code={created.secret} />
      <CodeBlock label="how to use it" code={example} />
    </Dialog>
  );
}
