"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { TEAMS } from "@/components/admin/queries.ts";
import { TEAM_ROLE_NAMES } from "@/components/admin/role-names.ts";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { ListPager } from "@/components/ui/list-pager.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Table, TableEmpty, Td, TdMenu, Th, THead, Tr } from "@/components/ui/table.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { Invitation } from "#lib/identity/schema";
import { InviteDialog } from "./invite-dialog.tsx";
import { invitationsQuery } from "./queries.ts";

/** Invitations that nobody has used yet; for those who may change the members. */
export function InvitationsCard({ slug }: { slug: string }) {
  const [page, setPage] = useState(1);
  const { data, error } = useQuery(invitationsQuery(slug, page));
  const [isInviting, setIsInviting] = useState(false);
  return (
    <Card>
      <CardHeader
        title="Invitations"
        description="A link that lets one person in, for a week."
        actions={
          <Button onClick={() => setIsInviting(true)}>
            <Plus aria-hidden />
            Invite
          </Button>
        }
      />
      {error ? <ProblemCallout error={error} /> : null}
      <Table label="Invitations" stacks>
        <THead>
          <Th>For</Th>
          <Th>Role</Th>
          <Th>Invited by</Th>
          <Th>Ends</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </THead>
        <tbody>
          {data?.items.map((invitation) => (
            <InvitationRow key={invitation.id} slug={slug} invitation={invitation} />
          ))}
          {data?.total === 0 ? <TableEmpty columns={5}>No invitation is open.</TableEmpty> : null}
        </tbody>
      </Table>
      {data && data.total > data.size ? (
        <CardBody>
          <ListPager {...data} noun="invitations" onPage={setPage} />
        </CardBody>
      ) : null}
      {isInviting ? <InviteDialog slug={slug} onClose={() => setIsInviting(false)} /> : null}
    </Card>
  );
}

function InvitationRow({ slug, invitation }: { slug: string; invitation: Invitation }) {
  const client = useQueryClient();
  const whose = invitation.email ?? "whoever has the link";
  const withdrawing = useMutation({
    mutationFn: () => api(`/teams/${slug}/invitations/${invitation.id}`, { method: "DELETE" }),
    onError: (error) => toast({ tone: "danger", title: "The invitation stands", detail: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: TEAMS }),
  });
  return (
    <Tr>
      <Td>{whose}</Td>
      <Td label="Role">{TEAM_ROLE_NAMES[invitation.role].name}</Td>
      <Td label="Invited by">{invitation.invitedBy}</Td>
      <Td label="Ends">
        <RelativeTime at={invitation.expiresAt} />
      </Td>
      <TdMenu>
        <IconButton
          label={`Withdraw the invitation for ${whose}`}
          disabled={withdrawing.isPending}
          onClick={() => withdrawing.mutate()}
        >
          <Trash2 aria-hidden />
        </IconButton>
      </TdMenu>
    </Tr>
  );
}
