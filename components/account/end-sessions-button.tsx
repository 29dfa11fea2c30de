"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";

/** Signs out everywhere, this browser too, and ends all tokens. */
export function EndSessionsButton() {
  const [isOpen, setIsOpen] = useState(false);
  const ending = useMutation({
    mutationFn: () => api("/account/sessions", { method: "DELETE" }),
    // A full load: nothing of the ended session may stay in memory.
    onSuccess: () => window.location.assign(routes.login()),
  });
  const footer = (
    <>
      <Button onClick={() => setIsOpen(false)}>Cancel</Button>
      <Button variant="danger" pending={ending.isPending} onClick={() => ending.mutate()}>
        Sign out everywhere
      </Button>
    </>
  );
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>Sign out everywhere…</Button>
      {isOpen ? (
        <Dialog open onClose={() => setIsOpen(false)} title="Sign out everywhere?" footer={footer}>
          {ending.error ? <ProblemCallout error={ending.error} /> : null}
          <p>
            Every browser is signed out at once, this one too, and all your access tokens end. Sign in again
            and make new ones.
          </p>
        </Dialog>
      ) : null}
    </>
  );
}
