"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleSlash, KeyRound, Siren, UserPlus } from "lucide-react";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { SortHeader } from "@/components/ui/sort-header.tsx";
import { Table, TableEmpty, Td, TdMenu, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { User, UserQuery } from "#lib/identity/schema";
import { EditUserDialog } from "./edit-user-dialog.tsx";
import { NewUserDialog } from "./new-user-dialog.tsx";
import { usersQuery } from "./queries.ts";
import { EndSessionsDialog } from "./end-sessions-dialog.tsx";
import { ResetLinkDialog } from "./reset-link-dialog.tsx";
import { USER_ROLE_NAMES } from "./role-names.ts";
import { SearchField } from "./search-field.tsx";
import { sortedBy } from "./sorted-by.ts";
import { UserMenuCell, type UserAct } from "./user-menu-cell.tsx";
import { UserStateDialog } from "./user-state-dialog.tsx";

const DIALOGS = {
  edit: EditUserDialog,
  link: ResetLinkDialog,
  sessions: EndSessionsDialog,
  state: UserStateDialog,
};

export function UsersTable({ query }: { query: UserQuery }) {
  const { data, error } = useQuery(usersQuery(query));
  const [isCreating, setIsCreating] = useState(false);
  const [acting, setActing] = useState<{ user: User; act: UserAct }>();
  const Acting = acting && DIALOGS[acting.act];
  const sorted = (sort: UserQuery["sort"]) => sortedBy(query, sort, routes.users);
  return (
    <Card>
      <CardHeader
        title="All users"
        actions={
          <>
            <SearchField
              label="Name or e-mail address"
              q={query.q}
              href={(q) => routes.users({ ...query, q, page: 1 })}
            />
            <Button variant="primary" onClick={() => setIsCreating(true)}>
              <UserPlus aria-hidden />
              New user
            </Button>
          </>
        }
      />
      {error ? <ProblemCallout error={error} /> : null}
      <Table label="Users" stacks>
        <THead>
          <SortHeader label="Name" {...sorted("name")} />
          <SortHeader label="E-mail address" {...sorted("email")} />
          <Th>Role</Th>
          <Th>State</Th>
          <SortHeader label="Last sign-in" {...sorted("lastSignInAt")} />
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </THead>
        <tbody>
          {data?.items.map((user) => (
            <UserRow key={user.id} user={user} onAct={(act) => setActing({ user, act })} />
          ))}
          {data?.total === 0 ? (
            <TableEmpty columns={6}>Nobody here has this name or address.</TableEmpty>
          ) : null}
        </tbody>
      </Table>
      <CardBody>
        {data ? (
          <Pagination {...data} noun="users" href={(page) => routes.users({ ...query, page })} />
        ) : null}
      </CardBody>
      <NewUserDialog open={isCreating} onClose={() => setIsCreating(false)} />
      {Acting ? <Acting user={acting.user} onClose={() => setActing(undefined)} /> : null}
    </Card>
  );
}

function UserRow({ user, onAct }: { user: User; onAct: (act: UserAct) => void }) {
  return (
    <Tr>
      <Td className="font-medium">{user.name}</Td>
      <Td label="E-mail">{user.email}</Td>
      <Td label="Role">
        <span className="flex flex-wrap items-center gap-2">
          {USER_ROLE_NAMES[user.role].name}
          {user.onCall ? (
            <Badge tone="info">
              <Siren aria-hidden />
              On call
            </Badge>
          ) : null}
        </span>
      </Td>
      <Td label="State">
        <StateBadge user={user} />
      </Td>
      <Td label="Last sign-in">{user.lastSignInAt ? <RelativeTime at={user.lastSignInAt} /> : "Never"}</Td>
      <TdMenu>
        <UserMenuCell user={user} onAct={onAct} />
      </TdMenu>
    </Tr>
  );
}

function StateBadge({ user }: { user: User }) {
  if (user.state === "deactivated") {
    return (
      <Badge>
        <CircleSlash aria-hidden />
        Deactivated
      </Badge>
    );
  }
  return user.hasPassword ? (
    <Badge tone="ok">
      <CircleCheck aria-hidden />
      Active
    </Badge>
  ) : (
    <Badge tone="info">
      <KeyRound aria-hidden />
      Password not set
    </Badge>
  );
}
