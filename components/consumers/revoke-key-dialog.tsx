"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { KeySummary } from "#lib/consumers/schema";
import { KeyStepper } from "./access-steppers.tsx";
import { CONSUMERS, revokeKey } from "./queries.ts";

/** Ends a key: when it was last used is said before, and each gateway's receipt after. */
export function RevokeKeyDialog({
  slug,
  target,
  onClose,
}: {
  slug: string;
  target: KeySummary;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => revokeKey(slug, target.id),
    onSettled: () => client.invalidateQueries({ queryKey: CONSUMERS }),
  });
  const footer = revoking.data ? (
    <Button variant="primary" onClick={onClose}>
      Done
    </Button>
  ) : (
    <>
      <Button onClick={onClose}>Keep it</Button>
      <Button variant="danger" pending={revoking.isPending} onClick={() => revoking.mutate()}>
        Revoke
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} size="md" title={`Revoke ${target.name}?`} footer={footer}>
      {revoking.error ? <ProblemCallout error={revoking.error} /> : null}
      {revoking.data ? (
        <KeyStepper slug={slug} id={target.id} done="Refused" />
      ) : (
        <p>
          Every gateway of {target.environment} refuses it from then on. This cannot be undone.{" "}
          {target.lastUsedAt ? (
            <>
              It was last used <RelativeTime at={target.lastUsedAt} />.
            </>
          ) : (
            "It has not been used yet."
          )}
        </p>
      )}
    </Dialog>
  );
}
