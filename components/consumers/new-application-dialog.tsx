"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { TeamField, type TeamChoices } from "@/components/teams/team-field.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import { Textarea } from "@/components/ui/textarea.tsx";
import { slugify } from "#lib/ids/schema";
import { CONSUMERS, createApplication } from "./queries.ts";

/** Opens an application, then goes to it: it has no key and no subscription yet. */
export function NewApplicationDialog({ teams, onClose }: { teams: TeamChoices; onClose: () => void }) {
  const formId = useId();
  const client = useQueryClient();
  const router = useRouter();
  const [name, setName] = useState("");
  const [ownSlug, setOwnSlug] = useState<string>();
  const [team, setTeam] = useState(teams.items[0]?.slug ?? "");
  const slug = ownSlug ?? slugify(name);
  const creating = useMutation({
    mutationFn: createApplication,
    onSuccess: async (application) => {
      await client.invalidateQueries({ queryKey: CONSUMERS });
      router.push(routes.application(application.slug));
    },
  });
  const problem = problemBeside(creating.error, ["name", "slug", "team", "description"]);
  const submit = (form: HTMLFormElement) =>
    creating.mutate({ name, slug, team, description: textOf(form, "description") });
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={creating.isPending}>
        Create application
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title="New application"
      description="What calls APIs: a website, a job, a partner's system."
      footer={footer}
    >
      <Form id={formId} className="flex flex-col gap-4" onSubmit={submit}>
        {problem ? <ProblemCallout error={problem} /> : null}
        <Field label="Name" error={issueAt(creating.error, "name")}>
          <Input
            name="name"
            value={name}
            maxLength={120}
            onChange={(event) => setName(event.target.value)}
            autoComplete="off"
            required
          />
        </Field>
        <Field
          label="Slug"
          hint="Stands in addresses and cannot be changed later."
          error={issueAt(creating.error, "slug")}
        >
          <Input
            name="slug"
            mono
            value={slug}
            onChange={(event) => setOwnSlug(event.target.value)}
            autoComplete="off"
            required
          />
        </Field>
        <TeamField
          label="Team"
          hint="Its members manage keys."
          error={issueAt(creating.error, "team")}
          teams={teams}
          value={team}
          onChange={setTeam}
        />
        <Field label="Description" optional error={issueAt(creating.error, "description")}>
          <Textarea name="description" rows={2} maxLength={500} />
        </Field>
      </Form>
    </Dialog>
  );
}
