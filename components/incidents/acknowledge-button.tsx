"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";

/** Who presses it looks after the alert: everybody sees their name. */
export function AcknowledgeButton({ acknowledge }: { acknowledge: () => Promise<unknown> }) {
  const queries = useQueryClient();
  const acknowledging = useMutation({
    mutationFn: acknowledge,
    onSuccess: () =>
      Promise.all(
        ["apis", "incidents", "overview"].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      ),
  });
  if (acknowledging.error) return <ProblemCallout error={acknowledging.error} />;
  return (
    <Button size="sm" pending={acknowledging.isPending} onClick={() => acknowledging.mutate()}>
      Acknowledge
    </Button>
  );
}
