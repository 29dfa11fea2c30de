"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { UserMinus } from "lucide-react";
import { useState } from "react";
import { api } from "@/components/ui/api.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Select } from "@/components/ui/select.tsx";
import { Td, TdMenu, Tr } from "@/components/ui/table.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import { TEAM_ROLES } from "#lib/access/schema";
import type { TeamMember } from "#lib/identity/schema";
import { TEAMS } from "./queries.ts";
import { TEAM_ROLE_NAMES } from "./role-names.ts";

interface MemberRowProps {
  slug: string;
  member: TeamMember;
  mayChange: boolean;
}

export function MemberRow({ slug, member, mayChange }: MemberRowProps) {
  const [isRemoving, setIsRemoving] = useState(false);
  return (
    <Tr>
      <Td className="font-medium">
        <span className="flex items-center gap-2">
          {member.name}
          {member.state === "deactivated" ? <Badge>Deactivated</Badge> : null}
        </span>
      </Td>
      <Td label="E-mail">{member.email}</Td>
      <Td label="Role">
        {mayChange ? <RoleChoice slug={slug} member={member} /> : TEAM_ROLE_NAMES[member.role].name}
      </Td>
      <TdMenu>
        {mayChange ? (
          <IconButton label={`Remove ${member.name}`} onClick={() => setIsRemoving(true)}>
            <UserMinus aria-hidden />
          </IconButton>
        ) : null}
        {isRemoving ? (
          <RemoveDialog slug={slug} member={member} onClose={() => setIsRemoving(false)} />
        ) : null}
      </TdMenu>
    </Tr>
  );
}

function RoleChoice({ slug, member }: { slug: string; member: TeamMember }) {
  const client = useQueryClient();
  const changing = useMutation({
    mutationFn: (role: string) =>
      api<TeamMember>(`/teams/${slug}/members`, { method: "PUT", body: { email: member.email, role } }),
    onError: (error) => toast({ tone: "danger", title: "The role stays as it was", detail: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: TEAMS }),
  });
  return (
    <Select
      aria-label={`Role of ${member.name}`}
      className="max-w-40"
      value={changing.isPending ? changing.variables : member.role}
      disabled={changing.isPending || member.state === "deactivated"}
      onChange={(event) => changing.mutate(event.target.value)}
    >
      {TEAM_ROLES.map((role) => (
        <option key={role} value={role}>
          {TEAM_ROLE_NAMES[role].name}
        </option>
      ))}
    </Select>
  );
}

function RemoveDialog({ slug, member, onClose }: { slug: string; member: TeamMember; onClose: () => void }) {
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: () => api(`/teams/${slug}/members/${member.userId}`, { method: "DELETE" }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: TEAMS });
    },
  });
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button variant="danger" pending={removing.isPending} onClick={() => removing.mutate()}>
        Remove
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} title={`Remove ${member.name} from the team?`} footer={footer}>
      {removing.error ? <ProblemCallout error={removing.error} /> : null}
      <p className="text-left">
        They can no longer change this team&rsquo;s APIs, nor see its private ones. What they did stays as it
        is.
      </p>
    </Dialog>
  );
}
