"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useState } from "react";
import { TEAMS } from "@/components/admin/queries.ts";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";

interface LeaveButtonProps {
  slug: string;
  name: string;
  userId: string;
}

/** Leaves a team by oneself. */
export function LeaveButton({ slug, name, userId }: LeaveButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const client = useQueryClient();
  const leaving = useMutation({
    mutationFn: () => api(`/teams/${slug}/members/${userId}`, { method: "DELETE" }),
    onSuccess: async () => {
      setIsOpen(false);
      await client.invalidateQueries({ queryKey: TEAMS });
      // What one may do is decided by the server when a page loads.
      window.location.reload();
    },
  });
  const footer = (
    <>
      <Button onClick={() => setIsOpen(false)}>Cancel</Button>
      <Button variant="danger" pending={leaving.isPending} onClick={() => leaving.mutate()}>
        Leave
      </Button>
    </>
  );
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>
        <LogOut aria-hidden />
        Leave the team
      </Button>
      {isOpen ? (
        <Dialog open onClose={() => setIsOpen(false)} title={`Leave ${name}?`} footer={footer}>
          {leaving.error ? <ProblemCallout error={leaving.error} /> : null}
          <p>You can no longer change what the team owns, nor see what it keeps private.</p>
        </Dialog>
      ) : null}
    </>
  );
}
