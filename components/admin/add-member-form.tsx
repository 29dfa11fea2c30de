"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { PersonField } from "@/components/teams/person-field.tsx";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Form } from "@/components/ui/form.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import { toast } from "@/components/ui/toast-store.ts";
import type { TeamMember } from "#lib/identity/schema";
import { TEAMS } from "./queries.ts";
import { TEAM_ROLE_NAMES } from "./role-names.ts";
import { RoleSelect } from "./role-select.tsx";

interface NewMember {
  body: { email: string; role: string };
  form: HTMLFormElement;
}

/** Adds somebody who has an account. */
export function AddMemberForm({ slug }: { slug: string }) {
  const client = useQueryClient();
  /** A new field, empty again, for each that was added. */
  const [added, setAdded] = useState(0);
  const adding = useMutation({
    mutationFn: ({ body }: NewMember) => api<TeamMember>(`/teams/${slug}/members`, { method: "PUT", body }),
    onSuccess: (member, { form }) => {
      form.reset();
      setAdded((count) => count + 1);
      toast({ tone: "ok", title: `${member.name} is ${TEAM_ROLE_NAMES[member.role].name.toLowerCase()}` });
      return client.invalidateQueries({ queryKey: TEAMS });
    },
  });
  const problem = problemBeside(adding.error, ["email", "role"]);
  return (
    <Form
      className="flex max-w-md flex-col gap-4"
      onSubmit={(form) =>
        adding.mutate({ body: { email: textOf(form, "email"), role: textOf(form, "role") }, form })
      }
    >
      {problem ? <ProblemCallout error={problem} /> : null}
      <PersonField
        key={added}
        hint="Of somebody with an account here. Type a part of the name to find it."
        error={issueAt(adding.error, "email")}
      />
      <RoleSelect roles={TEAM_ROLE_NAMES} initial="maintainer" error={issueAt(adding.error, "role")} />
      <div>
        <Button type="submit" variant="primary" pending={adding.isPending}>
          Add member
        </Button>
      </div>
    </Form>
  );
}
