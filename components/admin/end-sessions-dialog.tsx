"use client";

import { useMutation } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { User } from "#lib/identity/schema";

/** Signs somebody out everywhere, after saying what that does. */
export function EndSessionsDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const ending = useMutation({
    mutationFn: () => api(`/users/${user.id}/sessions`, { method: "DELETE" }),
    onSuccess: () => {
      onClose();
      toast({ tone: "ok", title: `${user.name} is signed out everywhere` });
    },
  });
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button variant="danger" pending={ending.isPending} onClick={() => ending.mutate()}>
        Sign out everywhere
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Sign ${user.name} out everywhere?`}
      description={user.email}
      footer={footer}
    >
      {ending.error ? <ProblemCallout error={ending.error} /> : null}
      <p>Their browsers are signed out and their access tokens end at once. They can sign in again.</p>
    </Dialog>
  );
}
