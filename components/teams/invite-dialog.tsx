"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { TEAMS } from "@/components/admin/queries.ts";
import { TEAM_ROLE_NAMES } from "@/components/admin/role-names.ts";
import { RoleSelect } from "@/components/admin/role-select.tsx";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Form } from "@/components/ui/form.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import type { CreatedInvitation } from "#lib/identity/schema";
import { PersonField } from "./person-field.tsx";

/** Makes an invitation and shows its link, this once. */
export function InviteDialog({ slug, onClose }: { slug: string; onClose: () => void }) {
  const formId = useId();
  const client = useQueryClient();
  const inviting = useMutation({
    mutationFn: (body: { role: string; email?: string }) =>
      api<CreatedInvitation>(`/teams/${slug}/invitations`, { method: "POST", body }),
    onSuccess: () => client.invalidateQueries({ queryKey: TEAMS }),
  });
  const submit = (form: HTMLFormElement) => {
    const email = textOf(form, "email");
    inviting.mutate({ role: textOf(form, "role"), ...(email === "" ? {} : { email }) });
  };
  const problem = problemBeside(inviting.error, ["email", "role"]);
  const footer = inviting.data ? (
    <Button variant="primary" onClick={onClose}>
      Done
    </Button>
  ) : (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={inviting.isPending}>
        Make the invitation
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} size="md" title="Invite somebody" footer={footer}>
      {inviting.data ? (
        <Made made={inviting.data} />
      ) : (
        <Form id={formId} className="flex flex-col gap-4" onSubmit={submit}>
          {problem ? <ProblemCallout error={problem} /> : null}
          <PersonField
            optional
            hint="Then nobody else can use it. Empty: whoever opens the link first."
            error={issueAt(inviting.error, "email")}
          />
          <RoleSelect roles={TEAM_ROLE_NAMES} initial="maintainer" error={issueAt(inviting.error, "role")} />
        </Form>
      )}
    </Dialog>
  );
}

function Made({ made }: { made: CreatedInvitation }) {
  const { email } = made.invitation;
  return (
    <>
      {email === null ? (
        <Callout tone="warn" title="Copy the link now: it is shown only this once.">
          Whoever has an account here and opens it first is in the team.
        </Callout>
      ) : (
        <Callout
          tone="info"
          title={made.isNotified ? `${email} is told in the portal.` : `Give the link to ${email}.`}
        >
          {made.isNotified
            ? "The link below leads to the same page."
            : "Nobody has an account with this address yet. The link works once they have one."}
        </Callout>
      )}
      <CodeBlock label="invitation link" code={`${window.location.origin}${made.path}`} />
    </>
  );
}
