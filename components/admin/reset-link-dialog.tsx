"use client";

import { useMutation } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import type { ResetLink, User } from "#lib/identity/schema";
import { OneTimeLink } from "./one-time-link.tsx";

/** Makes a one-time password link and shows it. */
export function ResetLinkDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const making = useMutation({
    mutationFn: () => api<ResetLink>(`/users/${user.id}/reset-link`, { method: "POST" }),
  });
  const footer = making.data ? (
    <Button variant="primary" onClick={onClose}>
      Done
    </Button>
  ) : (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button variant="primary" pending={making.isPending} onClick={() => making.mutate()}>
        Make the link
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} title={`Password link for ${user.name}`} size="md" footer={footer}>
      {making.error ? <ProblemCallout error={making.error} /> : null}
      {making.data ? (
        <OneTimeLink link={making.data} name={user.name} />
      ) : (
        <p>
          With it {user.name} sets a new password, once, within 24 hours. The present password works until
          then; an earlier link stops working now.
        </p>
      )}
    </Dialog>
  );
}
