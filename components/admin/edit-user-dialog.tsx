"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { textOf } from "@/components/ui/text-of.ts";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { OnCallSwitch } from "./on-call-switch.tsx";
import { Input } from "@/components/ui/input.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import type { User } from "#lib/identity/schema";
import { USERS } from "./queries.ts";
import { USER_ROLE_NAMES } from "./role-names.ts";
import { RoleSelect } from "./role-select.tsx";

/** Name and role of an account, and whether it is on call. What is new counts from its owner's next request. */
export function EditUserDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const formId = useId();
  // What the dialog began with: only what is changed in it is sent, so that it undoes nobody else's change.
  const [before] = useState(user);
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: (typed: { name: string; role: string; onCall: boolean }) =>
      api<User>(`/users/${user.id}`, { method: "PATCH", body: changesIn(before, typed) }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: USERS });
    },
  });
  const problem = problemBeside(saving.error, ["name", "role"]);
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={saving.isPending}>
        Save
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} title={`Edit ${user.name}`} description={user.email} footer={footer}>
      <Form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(form) =>
          saving.mutate({
            name: textOf(form, "name"),
            role: textOf(form, "role"),
            onCall: textOf(form, "onCall") === "on",
          })
        }
      >
        {problem ? <ProblemCallout error={problem} /> : null}
        <Field label="Name" error={issueAt(saving.error, "name")}>
          <Input name="name" defaultValue={before.name} autoComplete="off" required />
        </Field>
        <RoleSelect roles={USER_ROLE_NAMES} initial={before.role} error={issueAt(saving.error, "role")} />
        <OnCallSwitch isOnCall={before.onCall} />
      </Form>
    </Dialog>
  );
}

function changesIn(before: User, { name, role, onCall }: { name: string; role: string; onCall: boolean }) {
  return {
    ...(name === before.name ? {} : { name }),
    ...(role === before.role ? {} : { role }),
    ...(onCall === before.onCall ? {} : { onCall }),
  };
}
