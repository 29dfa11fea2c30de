"use client";

import { useQuery } from "@tanstack/react-query";
import { PhoneOff } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { routes } from "@/components/shell/routes.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { formatNumber } from "@/components/ui/format-number.ts";
import { Link } from "@/components/ui/link.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { useNow } from "@/components/ui/use-now.ts";
import { Table, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { Caller } from "#lib/usage/schema";
import { callersQuery, type CallersOf } from "./queries.ts";
import { withinHour } from "./words.ts";

/** Who still calls a version, and when last. */
export function CallersCard({ of }: { of: CallersOf }) {
  const { data, error } = useQuery(callersQuery(of));
  const search = useSearchParams();
  return (
    <Card>
      <CardHeader
        title={`Who still calls ${of.version}`}
        description="Counted over 30 days. The last call of a subscription is kept for longer, that of others to the minute for a day."
      />
      {error ? <ProblemCallout error={error} /> : null}
      {data?.total === 0 ? (
        <EmptyState icon={PhoneOff} title={`Nobody has called ${of.version} in ${of.environment}.`} />
      ) : (
        <Table label={`Callers of ${of.version}`} stacks>
          <THead>
            <Th>Application</Th>
            <Th>Team</Th>
            <Th className="text-right">Requests</Th>
            <Th>Last call</Th>
          </THead>
          <tbody>
            {data?.items.map((caller, index) => (
              <CallerRow key={`${caller.application?.slug ?? ""} ${index}`} caller={caller} />
            ))}
          </tbody>
        </Table>
      )}
      {data && data.total > 0 ? (
        <CardBody>
          <Pagination
            {...data}
            noun="callers"
            href={(page) => routes.apiUsage(of.slug, { ...Object.fromEntries(search), page })}
          />
        </CardBody>
      ) : null}
    </Card>
  );
}

function CallerRow({ caller }: { caller: Caller }) {
  const { application, requests } = caller;
  return (
    <Tr>
      <Td className="font-medium">
        {application?.mayRead ? (
          <Link href={routes.application(application.slug)} className="text-accent hover:underline">
            {application.name}
          </Link>
        ) : (
          (application?.name ?? "Not identified")
        )}
        {application?.isDeleted ? (
          <span className="block text-xs font-normal text-text-muted">Deleted since</span>
        ) : null}
      </Td>
      <Td label="Team">
        {application ? (
          <Link href={routes.team(application.teamSlug)} className="hover:underline">
            {application.team}
          </Link>
        ) : (
          "None"
        )}
      </Td>
      <Td label="Requests" className="text-right tabular-nums">
        {formatNumber(requests)}
      </Td>
      <Td label="Last call">
        <LastCall caller={caller} />
      </Td>
    </Tr>
  );
}

function LastCall({ caller: { lastCallAt, isToTheHour } }: { caller: Caller }) {
  const nowMs = useNow();
  if (lastCallAt === null) return "Never";
  if (!isToTheHour) return <RelativeTime at={lastCallAt} />;
  const { words, title } = withinHour(Date.parse(lastCallAt), nowMs);
  return (
    <time dateTime={lastCallAt} title={title} suppressHydrationWarning>
      {words}
    </time>
  );
}
