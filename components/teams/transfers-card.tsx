"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { TEAMS } from "@/components/admin/queries.ts";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { ListPager } from "@/components/ui/list-pager.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Table, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { DecideTransfer, Transfer } from "#lib/transfers/schema";
import { transfersQuery } from "./queries.ts";

/** What is on its way to or from the team; nothing while there is none. */
export function TransfersCard({ slug }: { slug: string }) {
  const [page, setPage] = useState(1);
  const { data } = useQuery(transfersQuery(slug, page));
  if (!data || data.total === 0) return null;
  return (
    <Card>
      <CardHeader title="Hand-overs" description="They wait for an owner of the receiving team." />
      <Table label="Hand-overs" stacks>
        <THead>
          <Th>What</Th>
          <Th>From</Th>
          <Th>To</Th>
          <Th>Asked</Th>
          <Th>Note</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </THead>
        <tbody>
          {data.items.map((transfer) => (
            <TransferRow key={transfer.id} transfer={transfer} />
          ))}
        </tbody>
      </Table>
      {data.total > data.size ? (
        <CardBody>
          <ListPager {...data} noun="hand-overs" onPage={setPage} />
        </CardBody>
      ) : null}
    </Card>
  );
}

function TransferRow({ transfer }: { transfer: Transfer }) {
  const client = useQueryClient();
  const name = transfer.object?.name ?? "What has been deleted";
  const deciding = useMutation({
    mutationFn: (decision: DecideTransfer["decision"]) =>
      api<Transfer>(`/transfers/${transfer.id}/decision`, { method: "POST", body: { decision } }),
    onSuccess: ({ state, to }) =>
      toast({
        tone: "ok",
        title: state === "accepted" ? `${name} belongs to ${to.name} now` : `${name} stays`,
      }),
    onError: (error) => toast({ tone: "danger", title: "Nothing has changed", detail: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: TEAMS }),
  });
  const button = (decision: DecideTransfer["decision"], label: string) => (
    <Button size="sm" disabled={deciding.isPending} onClick={() => deciding.mutate(decision)}>
      {label}
    </Button>
  );
  return (
    <Tr>
      <Td className="font-medium">
        {name}{" "}
        <span className="font-normal text-text-muted">
          ({transfer.kind === "api" ? "API" : "application"})
        </span>
      </Td>
      <Td label="From">{transfer.from.name}</Td>
      <Td label="To">{transfer.to.name}</Td>
      <Td label="Asked">
        {transfer.requestedBy}, <RelativeTime at={transfer.requestedAt} />
      </Td>
      <Td label="Note" className="max-w-xs break-words">
        {transfer.note}
      </Td>
      <Td>
        <span className="flex justify-end gap-2">
          {transfer.mayAccept ? button("accept", "Accept") : null}
          {transfer.mayAccept ? button("decline", "Decline") : null}
          {transfer.mayWithdraw ? button("withdraw", "Withdraw") : null}
        </span>
      </Td>
    </Tr>
  );
}
