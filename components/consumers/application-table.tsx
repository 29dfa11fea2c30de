"use client";

import { useQuery } from "@tanstack/react-query";
import { Boxes, Plus } from "lucide-react";
import { useState } from "react";
import { SearchField } from "@/components/admin/search-field.tsx";
import { sortedBy } from "@/components/admin/sorted-by.ts";
import { routes } from "@/components/shell/routes.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { formatNumber } from "@/components/ui/format-number.ts";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { SortHeader } from "@/components/ui/sort-header.tsx";
import { Table, TableEmpty, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { ApplicationQuery, ApplicationSummary } from "#lib/consumers/schema";
import type { TeamChoices } from "@/components/teams/team-field.tsx";
import { Link } from "@/components/ui/link.tsx";
import { NewApplicationDialog } from "./new-application-dialog.tsx";
import { applicationsQuery } from "./queries.ts";

/** The applications this person sees, by page. */
export function ApplicationTable({ query, teams }: { query: ApplicationQuery; teams: TeamChoices }) {
  const { data, error } = useQuery(applicationsQuery(query));
  const [isCreating, setIsCreating] = useState(false);
  const href = (changes: Partial<ApplicationQuery>) => {
    const { mine, acting, ...next } = { ...query, ...changes };
    return routes.applications({
      ...next,
      mine: mine ? "true" : undefined,
      acting: acting ? "true" : undefined,
    });
  };
  const sorted = (sort: ApplicationQuery["sort"]) => sortedBy(query, sort, href);
  const create =
    teams.total > 0 ? (
      <Button variant="primary" onClick={() => setIsCreating(true)}>
        <Plus aria-hidden />
        New application
      </Button>
    ) : null;
  const isEmpty = data?.total === 0 && query.q === "" && query.team === undefined;
  return (
    <Card aria-labelledby="applications-heading">
      <CardHeader
        id="applications-heading"
        title="All you can see"
        actions={
          isEmpty ? null : (
            <>
              <SearchField label="Name or slug" q={query.q} href={(q) => href({ q, page: 1 })} />
              {create}
            </>
          )
        }
      />
      {error ? <ProblemCallout error={error} /> : null}
      {isEmpty ? (
        <EmptyState icon={Boxes} title="No application yet." action={create}>
          {teams.total > 0
            ? "An application is what calls APIs: it holds subscriptions and keys. Open one, then subscribe it to an API of the catalogue."
            : "Applications belong to teams, and you may act for none. Ask an owner of your team."}
        </EmptyState>
      ) : (
        <>
          <Table label="Applications" stacks>
            <THead>
              <SortHeader label="Name" {...sorted("name")} />
              <Th>Team</Th>
              <Th className="text-right">Subscriptions</Th>
              <Th className="text-right">Keys</Th>
              <Th className="sm:max-md:hidden">Last used</Th>
              <SortHeader label="Changed" className="sm:max-md:hidden" {...sorted("updatedAt")} />
            </THead>
            <tbody>
              {data?.items.map((application) => (
                <ApplicationRow key={application.slug} application={application} />
              ))}
              {data?.total === 0 ? (
                <TableEmpty columns={6}>No application has this name or slug.</TableEmpty>
              ) : null}
            </tbody>
          </Table>
          <CardBody>
            {data ? <Pagination {...data} noun="applications" href={(page) => href({ page })} /> : null}
          </CardBody>
        </>
      )}
      {isCreating ? <NewApplicationDialog teams={teams} onClose={() => setIsCreating(false)} /> : null}
    </Card>
  );
}

function ApplicationRow({ application }: { application: ApplicationSummary }) {
  const { slug, name, team, activeSubscriptions, pendingSubscriptions, usableKeys } = application;
  return (
    <Tr className="relative">
      <Td>
        <Link
          href={routes.application(slug)}
          className="font-medium after:absolute after:inset-0 hover:underline"
        >
          {name}
        </Link>
      </Td>
      <Td label="Team">{team.name}</Td>
      <Td label="Subscriptions" className="text-right whitespace-nowrap tabular-nums">
        {formatNumber(activeSubscriptions)}
        {pendingSubscriptions > 0 ? (
          <span className="text-text-muted">{` +${formatNumber(pendingSubscriptions)} waiting`}</span>
        ) : null}
      </Td>
      <Td label="Keys" className="text-right tabular-nums">
        {formatNumber(usableKeys)}
      </Td>
      <Td label="Last used" className="whitespace-nowrap text-text-muted sm:max-md:hidden">
        {application.lastUsedAt ? <RelativeTime at={application.lastUsedAt} /> : "Never"}
      </Td>
      <Td label="Changed" className="whitespace-nowrap text-text-muted sm:max-md:hidden">
        <RelativeTime at={application.updatedAt} />
      </Td>
    </Tr>
  );
}
