"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { formatNumber } from "@/components/ui/format-number.ts";
import { Link } from "@/components/ui/link.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { SortHeader } from "@/components/ui/sort-header.tsx";
import { Table, TableEmpty, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { TeamQuery } from "#lib/identity/schema";
import { NewTeamDialog } from "./new-team-dialog.tsx";
import { teamsQuery } from "./queries.ts";
import { SearchField } from "./search-field.tsx";
import { sortedBy } from "./sorted-by.ts";

export function TeamsTable({ query, mayCreate }: { query: TeamQuery; mayCreate: boolean }) {
  const { data, error } = useQuery(teamsQuery(query));
  const [isCreating, setIsCreating] = useState(false);
  const sorted = (sort: TeamQuery["sort"]) => sortedBy(query, sort, routes.teams);
  return (
    <Card>
      <CardHeader
        title="All teams"
        actions={
          <>
            <SearchField
              label="Name or slug"
              q={query.q}
              href={(q) => routes.teams({ ...query, q, page: 1 })}
            />
            {mayCreate ? (
              <Button variant="primary" onClick={() => setIsCreating(true)}>
                <Plus aria-hidden />
                New team
              </Button>
            ) : null}
          </>
        }
      />
      {error ? <ProblemCallout error={error} /> : null}
      <Table label="Teams" stacks>
        <THead>
          <SortHeader label="Name" {...sorted("name")} />
          <SortHeader label="Slug" {...sorted("slug")} />
          <Th className="text-right">Members</Th>
          <Th className="text-right">APIs</Th>
          <SortHeader label="Created" {...sorted("createdAt")} />
        </THead>
        <tbody>
          {data?.items.map((team) => (
            <Tr key={team.slug}>
              <Td>
                <Link href={routes.team(team.slug)} className="font-medium hover:underline">
                  {team.name}
                </Link>
              </Td>
              <Td label="Slug" className="font-mono text-xs">
                {team.slug}
              </Td>
              <Td label="Members" className="text-right tabular-nums">
                {formatNumber(team.members)}
              </Td>
              <Td label="APIs" className="text-right tabular-nums">
                {formatNumber(team.apis)}
              </Td>
              <Td label="Created">
                <RelativeTime at={team.createdAt} />
              </Td>
            </Tr>
          ))}
          {data?.total === 0 ? (
            <TableEmpty columns={5}>
              {query.q
                ? "No team has this name or slug."
                : "There are no teams yet. APIs belong to teams: open the first one."}
            </TableEmpty>
          ) : null}
        </tbody>
      </Table>
      <CardBody>
        {data ? (
          <Pagination {...data} noun="teams" href={(page) => routes.teams({ ...query, page })} />
        ) : null}
      </CardBody>
      {isCreating ? <NewTeamDialog open onClose={() => setIsCreating(false)} /> : null}
    </Card>
  );
}
