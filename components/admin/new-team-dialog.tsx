"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { slugify } from "#lib/ids/schema";
import type { CreateTeam, TeamSummary } from "#lib/identity/schema";
import { TEAMS } from "./queries.ts";

/** Opens a team, then goes to it: it has no members yet. */
export function NewTeamDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const formId = useId();
  const client = useQueryClient();
  const router = useRouter();
  const [name, setName] = useState("");
  const [ownSlug, setOwnSlug] = useState<string>();
  const slug = ownSlug ?? slugify(name);
  const creating = useMutation({
    mutationFn: (body: CreateTeam) => api<TeamSummary>("/teams", { method: "POST", body }),
    onSuccess: async (team) => {
      await client.invalidateQueries({ queryKey: TEAMS });
      router.push(routes.team(team.slug));
    },
  });
  // A slug that is taken is a conflict of the whole: the field is where it is put right.
  const isTaken = creating.error !== null && problemBeside(creating.error, ["slug", "name"]) !== undefined;
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={creating.isPending}>
        Create team
      </Button>
    </>
  );
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="New team"
      description="APIs belong to teams; members act for them."
      footer={footer}
    >
      <Form id={formId} className="flex flex-col gap-4" onSubmit={() => creating.mutate({ name, slug })}>
        {isTaken && creating.error ? <ProblemCallout error={creating.error} /> : null}
        <Field label="Name" error={issueAt(creating.error, "name")}>
          <Input
            name="name"
            value={name}
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
      </Form>
    </Dialog>
  );
}
