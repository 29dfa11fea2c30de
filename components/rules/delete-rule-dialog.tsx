"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import type { RuleDto } from "#lib/rules/schema";

/** Takes a rule away, with what goes with it said first. */
export function DeleteRuleDialog({ rule, onClose }: { rule: RuleDto; onClose: () => void }) {
  const router = useRouter();
  const deleting = useMutation({
    mutationFn: () => api(`/governance/rules/${rule.id}`, { method: "DELETE" }),
    onSuccess: () => {
      onClose();
      router.refresh();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Delete “${rule.name}”?`}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" pending={deleting.isPending} onClick={() => deleting.mutate()}>
            Delete
          </Button>
        </>
      }
    >
      {deleting.error ? <ProblemCallout error={deleting.error} /> : null}
      <p>
        Nothing is judged by it any more
        {rule.waivers > 0 ? `, and ${countOf(rule.waivers, "waiver")} of it go with it` : ""}. This cannot be
        undone; to have it rest, change it so that it does not count.
      </p>
    </Dialog>
  );
}
