"use client";

import { useQuery } from "@tanstack/react-query";
import { routes } from "@/components/shell/routes.ts";
import { InvitationsCard } from "@/components/teams/invitations-card.tsx";
import { TransfersCard } from "@/components/teams/transfers-card.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SortHeader } from "@/components/ui/sort-header.tsx";
import { Table, TableEmpty, Th, THead } from "@/components/ui/table.tsx";
import type { MemberQuery } from "#lib/identity/schema";
import { AddMemberForm } from "./add-member-form.tsx";
import { MemberRow } from "./member-row.tsx";
import { membersQuery, teamQuery } from "./queries.ts";
import { SearchField } from "./search-field.tsx";
import { sortedBy } from "./sorted-by.ts";

/** The members of a team; who may change them also sees how. */
export function MembersTable({ slug, query }: { slug: string; query: MemberQuery }) {
  const team = useQuery(teamQuery(slug));
  const { data, error } = useQuery(membersQuery(slug, query));
  const mayChange = team.data?.mayChange ?? false;
  const href = (search: MemberQuery) => routes.team(slug, search);
  const sorted = (sort: MemberQuery["sort"]) => sortedBy(query, sort, href);
  return (
    <>
      <Card>
        <CardHeader
          title="Members"
          actions={
            <SearchField
              label="Name or e-mail address"
              q={query.q}
              href={(q) => href({ ...query, q, page: 1 })}
            />
          }
        />
        {error ? <ProblemCallout error={error} /> : null}
        <Table label="Members" stacks>
          <THead>
            <SortHeader label="Name" {...sorted("name")} />
            <SortHeader label="E-mail address" {...sorted("email")} />
            <SortHeader label="Role" {...sorted("role")} />
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </THead>
          <tbody>
            {data?.items.map((member) => (
              <MemberRow key={member.userId} slug={slug} member={member} mayChange={mayChange} />
            ))}
            {data?.total === 0 ? (
              <TableEmpty columns={4}>
                {query.q ? "No member has this name or address." : "Nobody yet."}
              </TableEmpty>
            ) : null}
          </tbody>
        </Table>
        <CardBody>
          {data ? <Pagination {...data} noun="members" href={(page) => href({ ...query, page })} /> : null}
        </CardBody>
      </Card>
      <TransfersCard slug={slug} />
      {mayChange ? <InvitationsCard slug={slug} /> : null}
      {mayChange ? (
        <Card>
          <CardHeader title="Add a member" />
          <CardBody>
            <AddMemberForm slug={slug} />
          </CardBody>
        </Card>
      ) : null}
    </>
  );
}
