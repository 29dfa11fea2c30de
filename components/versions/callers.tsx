"use client";

import { useQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useState } from "react";
import { ListPager } from "@/components/ui/list-pager.tsx";
import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Link } from "@/components/ui/link.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { Table, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { Stage } from "#lib/lifecycle/schema";
import type { VersionCaller } from "#lib/versions/schema";
import { callersQuery, type LifeRef } from "./queries.ts";

const SIZE = 20;

/** Who still calls a version, when last, and who knows that it ends. */
export function Callers({ at, stage }: { at: LifeRef; stage: Stage }) {
  const [page, setPage] = useState(1);
  const query = { page, size: SIZE, sort: "lastCallAt", dir: "desc", q: "" } as const;
  const { data, error } = useQuery(callersQuery(at, query));
  const ends = stage === "deprecated" || stage === "retired";
  return (
    <Card aria-labelledby="callers-heading">
      <CardHeader
        id="callers-heading"
        title="Who relies on it"
        description="Subscribed applications, the latest caller first."
      />
      {error ? <ProblemCallout error={error} /> : null}
      {data === undefined && !error ? <SkeletonRows label="Loading the callers" /> : null}
      {data?.total === 0 ? (
        <EmptyState icon={Users} title="No application is subscribed.">
          Whoever calls without a key is not known by name: the usage page counts them.
        </EmptyState>
      ) : null}
      {data && data.total > 0 ? (
        <>
          <Table label={`Applications subscribed to ${at.version}`} stacks>
            <THead>
              <Th>Application</Th>
              <Th>Team</Th>
              <Th>Last call</Th>
              {ends ? <Th>Knows that it ends</Th> : null}
            </THead>
            <tbody>
              {data.items.map((caller) => (
                <CallerRow key={caller.applicationId} caller={caller} ends={ends} />
              ))}
            </tbody>
          </Table>
          {data.total > SIZE ? (
            <div className="border-t p-3">
              <ListPager page={page} size={SIZE} total={data.total} noun="applications" onPage={setPage} />
            </div>
          ) : null}
        </>
      ) : null}
    </Card>
  );
}

function CallerRow({ caller, ends }: { caller: VersionCaller; ends: boolean }) {
  return (
    <Tr>
      <Td>
        {caller.mayRead ? (
          <Link className="font-medium hover:underline" href={routes.application(caller.application)}>
            {caller.applicationName}
          </Link>
        ) : (
          <span className="font-medium">{caller.applicationName}</span>
        )}
        <span className="block text-xs text-text-muted">{caller.environments.join(", ")}</span>
      </Td>
      <Td label="Team">
        <Link className="hover:underline" href={routes.team(caller.teamSlug)}>
          {caller.team}
        </Link>
      </Td>
      <Td label="Last call" className="whitespace-nowrap">
        {caller.lastCallAt ? <RelativeTime at={caller.lastCallAt} /> : "Never"}
      </Td>
      {ends ? (
        <Td label="Knows">
          {caller.acknowledgedAt ? (
            <Badge tone="ok">{`Acknowledged by ${caller.acknowledgedByName ?? "its team"}`}</Badge>
          ) : (
            <Badge tone={caller.toldAt ? "warn" : "danger"}>{caller.toldAt ? "Told" : "Not told"}</Badge>
          )}
        </Td>
      ) : null}
    </Tr>
  );
}
