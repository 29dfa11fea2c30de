"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { textOf } from "@/components/ui/text-of.ts";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import type { CreatedUser } from "#lib/identity/schema";
import { OnCallSwitch } from "./on-call-switch.tsx";
import { OneTimeLink } from "./one-time-link.tsx";
import { USERS } from "./queries.ts";
import { USER_ROLE_NAMES } from "./role-names.ts";
import { RoleSelect } from "./role-select.tsx";

interface NewUser {
  email: string;
  name: string;
  role: string;
  onCall: boolean;
}

/** Opens an account; then shows the link with which its owner sets a password. */
export function NewUserDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const formId = useId();
  const client = useQueryClient();
  const creating = useMutation({
    mutationFn: (body: NewUser) => api<CreatedUser>("/users", { method: "POST", body }),
    onSuccess: () => client.invalidateQueries({ queryKey: USERS }),
  });
  const problem = problemBeside(creating.error, ["email", "name", "role"]);

  function close() {
    creating.reset();
    onClose();
  }

  if (creating.data) {
    const { user, link } = creating.data;
    const done = (
      <Button variant="primary" onClick={close}>
        Done
      </Button>
    );
    return (
      <Dialog open={open} onClose={close} title={`${user.name} has an account`} size="md" footer={done}>
        <OneTimeLink link={link} name={user.name} />
      </Dialog>
    );
  }
  const footer = (
    <>
      <Button onClick={close}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={creating.isPending}>
        Create account
      </Button>
    </>
  );
  return (
    <Dialog
      open={open}
      onClose={close}
      title="New user"
      description="They set their own password by a one-time link."
      footer={footer}
    >
      <Form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(form) =>
          creating.mutate({
            email: textOf(form, "email"),
            name: textOf(form, "name"),
            role: textOf(form, "role"),
            onCall: textOf(form, "onCall") === "on",
          })
        }
      >
        {problem ? <ProblemCallout error={problem} /> : null}
        <Field label="E-mail address" error={issueAt(creating.error, "email")}>
          <Input name="email" type="email" autoComplete="off" required />
        </Field>
        <Field label="Name" error={issueAt(creating.error, "name")}>
          <Input name="name" autoComplete="off" required />
        </Field>
        <RoleSelect roles={USER_ROLE_NAMES} initial="member" error={issueAt(creating.error, "role")} />
        <OnCallSwitch isOnCall={false} />
      </Form>
    </Dialog>
  );
}
