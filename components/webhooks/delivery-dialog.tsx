"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Table, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { DeliveryDetail } from "#lib/webhooks/schema";
import { deliveryQuery, WEBHOOKS } from "./queries.ts";

interface DeliveryDialogProps {
  id: string;
  delivery: string;
  isOn: boolean;
  onClose: () => void;
}

/** One delivery: every attempt with its answer, the body, and the way to send it again. */
export function DeliveryDialog({ id, delivery, isOn, onClose }: DeliveryDialogProps) {
  const client = useQueryClient();
  const { data, error } = useQuery(deliveryQuery(id, delivery));
  const replaying = useMutation({
    mutationFn: () => api(`/webhooks/${id}/deliveries/${delivery}/replay`, { method: "POST" }),
    onSuccess: () => toast({ tone: "ok", title: "Sent again" }),
    onSettled: () => client.invalidateQueries({ queryKey: WEBHOOKS }),
  });
  const footer = (
    <>
      <Button onClick={onClose}>Close</Button>
      <Button
        variant="primary"
        disabled={!isOn}
        pending={replaying.isPending}
        onClick={() => replaying.mutate()}
      >
        <RotateCw aria-hidden />
        Send again
      </Button>
    </>
  );
  const problem = error ?? replaying.error;
  return (
    <Dialog open onClose={onClose} title={data?.kind ?? "Delivery"} size="lg" footer={footer}>
      {problem ? <ProblemCallout error={problem} /> : null}
      {data ? (
        <>
          <p className="text-sm text-text-muted">
            <code>webhook-id: {data.messageId}</code>
          </p>
          <Attempts log={data.log} />
          <CodeBlock label="body" code={pretty(data.payload)} />
        </>
      ) : null}
    </Dialog>
  );
}

function Attempts({ log }: Pick<DeliveryDetail, "log">) {
  if (log.length === 0) return <p className="text-sm text-text-muted">Not sent yet.</p>;
  return (
    <Table label="Attempts" stacks>
      <THead>
        <Th>Attempt</Th>
        <Th>Answer</Th>
        <Th>Took</Th>
        <Th>Said</Th>
      </THead>
      <tbody>
        {log.map((attempt) => (
          <Tr key={attempt.at}>
            <Td>
              <RelativeTime at={attempt.at} />
            </Td>
            <Td label="Answer">{attempt.status ?? attempt.error}</Td>
            <Td label="Took" className="tabular-nums">
              {formatDuration(attempt.elapsedMs)}
            </Td>
            <Td label="Said" className="max-w-md font-mono text-xs break-words whitespace-pre-wrap">
              {attempt.response || "Nothing"}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** For eyes; what was sent has no white space. */
function pretty(payload: string): string {
  return JSON.stringify(JSON.parse(payload), null, 2);
}
