"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { HandoverList } from "@/components/teams/handover-list.tsx";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import type { User } from "#lib/identity/schema";
import { USERS } from "./queries.ts";

/** Deactivates an account, or activates it again, after saying what that does. */
export function UserStateDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const client = useQueryClient();
  const isActive = user.state === "active";
  const verb = isActive ? "Deactivate" : "Activate";
  const changing = useMutation({
    mutationFn: () =>
      api<User>(`/users/${user.id}`, {
        method: "PATCH",
        body: { state: isActive ? "deactivated" : "active" },
      }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: USERS });
    },
  });
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        variant={isActive ? "danger" : "primary"}
        pending={changing.isPending}
        onClick={() => changing.mutate()}
      >
        {verb}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      size="md"
      title={`${verb} ${user.name}?`}
      description={user.email}
      footer={footer}
    >
      {changing.error ? <ProblemCallout error={changing.error} /> : null}
      <p>
        {isActive
          ? "They are signed out everywhere at once and cannot sign in again. Unused password links and access tokens stop working. Teams, APIs and the audit trail stay as they are, and you can activate the account again."
          : "They can sign in again with the password they had, and have the roles they had."}
      </p>
      {isActive ? <HandoverList userId={user.id} /> : null}
    </Dialog>
  );
}
